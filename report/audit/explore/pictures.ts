import { scaleBand } from "d3-scale";
import { auditKit } from "../../../domain/audit/kit.ts";
import type { LegendEntry } from "../../svg/plot.ts";
import { area, plotPicture } from "../../svg/plot.ts";
import { round } from "../../svg/scales.ts";
import { element, xml } from "../../svg/svg.ts";
import { capitalized, counted, countText } from "../../text/sentences.ts";
import { colourOf, foreignText } from "../../traffic/explored.ts";
import { hourBars } from "../../traffic/hour-bars.ts";
import type { DeedKind, Exploration, UserRow } from "./exploration.ts";
import { changesIn, deedNouns, userText } from "./tables.ts";

/** Alerts in each clock hour (UTC): commands, files, the rest, and intrusions on top. */
export function alertsPerHour(explored: Exploration): string {
  const { bars, firstMs, lastMs, truth } = explored;
  const sums = bars.bars.reduce(
    (sum, { counts }) => sum.map((count, layer) => count + (counts[layer] ?? 0)),
    [0, 0, 0, 0],
  );
  const [commands = 0, files = 0, others = 0, attacks = 0] = sums;
  return hourBars({
    bars,
    firstMs,
    lastMs,
    row: auditKit.nouns.row,
    layers: [
      { colour: "var(--c0)", text: counted(commands, ...deedNouns.command) },
      { colour: "var(--c2)", text: counted(files, ...deedNouns.file) },
      { colour: "var(--c5)", text: counted(others, "other alert", "other alerts") },
      ...(truth === "known"
        ? [
            {
              colour: colourOf("attack"),
              text: counted(attacks, "alert of intrusions", "alerts of intrusions"),
            },
          ]
        : []),
    ],
  });
}

const usersShown = 20;
/** As long as there is room for beside the axis. */
const longestName = 10;
const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/** Commands, or changed files, by user and hour of the day (UTC), darker where there are more. */
export function byUserAndHour(explored: Exploration, kind: DeedKind): string {
  const active = explored.rows.filter(({ byHour }) => byHour[kind].some((count) => count > 0));
  const users = active.slice(0, usersShown);
  const most = Math.max(1, ...users.flatMap(({ byHour }) => byHour[kind]));
  const x = scaleBand(hoursOfDay, [area.left, area.right]);
  const y = scaleBand(
    users.map((_, place) => place),
    [area.top, area.bottom],
  );
  const all = kind === "command" ? explored.commands : changesIn(explored);
  const noun = deedNouns[kind];
  const cells = users.flatMap((row, place) =>
    hoursOfDay.flatMap((hour) => {
      const count = row.byHour[kind][hour] ?? 0;
      if (count === 0) return [];
      const [left = 0, top = 0] = [x(hour), y(place)];
      const isAttack = row.attackHours[kind].has(hour);
      const box = {
        x: round(left + 1),
        y: round(top + 1),
        width: round(Math.max(1, x.bandwidth() - 2)),
        height: round(Math.max(1, y.bandwidth() - 2)),
        fill: colourOf("other"),
        "fill-opacity": round(0.15 + (0.85 * Math.log(count + 1)) / Math.log(most + 1)),
        ...(isAttack ? { stroke: colourOf("attack"), "stroke-width": 2 } : {}),
      };
      return [element("rect", box, element("title", {}, xml(cellWords(row, hour, count, noun, isAttack))))];
    }),
  );
  return plotPicture({
    title: `${capitalized(noun[1])} by user and hour of the day`,
    description: `${counted(all, ...noun)} by ${counted(active.length, "user", "users")}, at most ${countText(most)} by one in an hour of the day.`,
    x: {
      name: "hour of the day (UTC)",
      ticks: hoursOfDay.map((hour) => ({
        at: round((x(hour) ?? 0) + x.bandwidth() / 2),
        text: String(hour).padStart(2, "0"),
      })),
    },
    y: {
      name: "user",
      ticks: users.map((row, place) => ({
        at: round((y(place) ?? 0) + y.bandwidth() / 2),
        text: shortName(row),
      })),
    },
    legend: legendOf(explored),
    marks: cells,
    captions: [
      "The darker, the more (logarithmically).",
      ...(active.length > users.length
        ? [`Of ${countText(active.length)} users the ${users.length} with most alerts.`]
        : []),
    ],
  });
}

function legendOf({ truth }: Exploration): readonly LegendEntry[] {
  if (truth === "unknown") return [];
  const box = {
    x: -5,
    y: -5,
    width: 10,
    height: 10,
    fill: "none",
    stroke: colourOf("attack"),
    "stroke-width": 2,
  };
  return [{ mark: element("rect", box), text: "with an intrusion" }];
}

function shortName(row: UserRow): string {
  const name = userText(row.user);
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
}

/** `pyama, 14:00 to 15:00: 12 commands, some of an intrusion`. */
function cellWords(
  { user }: UserRow,
  hour: number,
  count: number,
  noun: readonly [string, string],
  isAttack: boolean,
): string {
  const attack = isAttack ? ", some of an intrusion" : "";
  return `${foreignText(userText(user))}, ${hourText(hour)}: ${counted(count, ...noun)}${attack}`;
}

/** `14:00 to 15:00`. */
function hourText(hour: number): string {
  return [hour, hour + 1].map((at) => `${String(at).padStart(2, "0")}:00`).join(" to ");
}
