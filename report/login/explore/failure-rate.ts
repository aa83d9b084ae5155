import type { LegendEntry } from "../../svg/plot.ts";
import { area, plotPicture } from "../../svg/plot.ts";
import type { Scale } from "../../svg/scales.ts";
import { logCounts, shares } from "../../svg/scales.ts";
import { element } from "../../svg/svg.ts";
import { counted, percentText } from "../../text/sentences.ts";
import type { Exploration, Point } from "./exploration.ts";
import { foreignText } from "../../traffic/explored.ts";
import { countOf, originLegend, originsIn, scatter } from "./marks.ts";

/** What a rule takes for an attack: an hour of an address that reaches both. */
export interface Boundary {
  /** For the legend. */
  readonly name: string;
  readonly users: number;
  /** 0 to 1; above 1 nothing reaches it. */
  readonly failureRatio: number;
}

/** Told apart by both, for those who see no colours. */
const lines = [
  { stroke: "var(--ink)", "stroke-dasharray": "none" },
  { stroke: "var(--c3)", "stroke-dasharray": "7 4" },
  { stroke: "var(--c2)", "stroke-dasharray": "2 3" },
  { stroke: "var(--c4)", "stroke-dasharray": "9 3 2 3" },
] as const;

/** Failure rate against distinct users of each address in each clock hour, with what a rule asks of both. */
export function failureRateByUsers(
  { byAddressHour }: Pick<Exploration, "byAddressHour">,
  boundaries: readonly Boundary[],
  captions: readonly string[],
): string {
  const most = [...byAddressHour.map(({ x }) => x), ...boundaries.map(({ users }) => users)];
  const x = logCounts(
    most.reduce((top, users) => Math.max(top, users), 1),
    [area.left, area.right],
  );
  const y = shares([area.bottom, area.top]);
  const drawn = scatter(byAddressHour, x, y, pointWords);
  const hours = byAddressHour.reduce((sum, { count }) => sum + count, 0);
  return plotPicture({
    title: "Failure rate against distinct users, by address and hour",
    description: `${counted(hours, "hour", "hours")} of an address as points.`,
    x: { name: "distinct users that one address tried in one hour (logarithmic)", ticks: x.ticks },
    y: { name: "failure rate", ticks: y.ticks },
    legend: [
      ...originLegend(originsIn(byAddressHour), (origin) => countOf(byAddressHour, origin)).map(hoursOf),
      ...boundaries.map(boundaryEntry),
    ],
    marks: [...drawn.marks, ...boundaries.map((boundary, at) => boundaryMark(boundary, at, x, y))],
    captions: [...captions, ...drawn.captions],
  });
}

/** `72 hours of attack addresses`. */
function hoursOf({ mark, text }: LegendEntry): LegendEntry {
  return { mark, text: text.replace(/^(\S+) /, "$1 hours of ") };
}

/** `142.89.86.32: 31 users, 93.5 % failed`. */
function pointWords({ x, y, count, example }: Point): string {
  const who = count === 1 ? "" : `${counted(count, "hour", "hours")}, one of them of `;
  return `${who}${foreignText(example)}: ${counted(x, "user", "users")}, ${percentText(y)} failed`;
}

function boundaryEntry({ name }: Boundary, at: number): LegendEntry {
  return { mark: element("path", { d: "M-8 0h16", ...lookOf(at) }), text: foreignText(name) };
}

/** A corner: to the right of it and above it all is taken for an attack. */
function boundaryMark({ users, failureRatio }: Boundary, at: number, x: Scale, y: Scale): string {
  const left = Math.min(area.right, x.place(users));
  const level = Math.max(area.top, y.place(failureRatio));
  return element("path", { d: `M${left} ${area.top}V${level}H${area.right}`, ...lookOf(at) });
}

function lookOf(at: number): Readonly<Record<string, string | number>> {
  return { fill: "none", "stroke-width": 1.5, ...(lines[at % lines.length] ?? lines[0]) };
}
