import { hourMs } from "../../../domain/time/calendar.ts";
import { formatInstant } from "../../../domain/time/instant.ts";
import type { LegendEntry } from "../../svg/plot.ts";
import { area, plotPicture } from "../../svg/plot.ts";
import type { Scale } from "../../svg/scales.ts";
import { instants, linearCounts } from "../../svg/scales.ts";
import { element } from "../../svg/svg.ts";
import { counted, countText } from "../../text/sentences.ts";
import type { Exploration, TimeBar, TimeBars } from "./exploration.ts";

const failureColour = "#d9822b";
const successColour = "#2a7f62";
/** Half a pixel each: a month has 744. */
const barsAtMost = (area.right - area.left) * 2;

type Explored = Pick<Exploration, "bars" | "firstMs" | "lastMs" | "successes" | "attempts">;

/** Attempts in each clock hour (UTC), failures below and successes on top of them. */
export function attemptsPerHour({ bars, firstMs, lastMs, successes, attempts }: Explored): string {
  const drawn = fitting(bars);
  const widthMs = drawn.widthHours * hourMs;
  const [first = 0, last = 0] = [drawn.bars[0]?.index, drawn.bars.at(-1)?.index];
  const most = drawn.bars.reduce((top, bar) => Math.max(top, bar.failures + bar.successes), 0);
  const x = instants(first * widthMs, (last + 1) * widthMs, [area.left, area.right]);
  const y = linearCounts(most, [area.bottom, area.top]);
  const unit = drawn.widthHours === 1 ? "hour" : `${countText(drawn.widthHours)} hours`;
  const title = `Attempts per ${unit}`;
  return plotPicture({
    title,
    description: `${counted(attempts, "attempt", "attempts")}, at most ${countText(most)} per ${unit}.`,
    x: { name: `UTC, ${dayOf(firstMs)} to ${dayOf(lastMs)}`, ticks: x.ticks },
    y: { name: title.toLowerCase(), ticks: y.ticks },
    legend: [
      entry(successColour, `${counted(successes, "success", "successes")} (above)`),
      entry(failureColour, `${counted(attempts - successes, "failure", "failures")} (below)`),
    ],
    marks: [
      element("path", { d: outline(drawn, { x, y }, "failures"), fill: failureColour }),
      element("path", { d: outline(drawn, { x, y }, "successes"), fill: successColour }),
    ],
    captions: drawn.widthHours === 1 ? [] : [`The log is too long for a bar an hour: a bar is ${unit}.`],
  });
}

function entry(fill: string, text: string): LegendEntry {
  return { mark: element("rect", { x: -5, y: -5, width: 10, height: 10, fill }), text };
}

/** Bars twice as wide until there is room for each. */
function fitting(all: TimeBars): TimeBars {
  const [first = 0, last = 0] = [all.bars[0]?.index, all.bars.at(-1)?.index];
  return last - first < barsAtMost ? all : fitting(twiceAsWide(all));
}

/** Neighbours put together; the first of two has an even index. */
export function twiceAsWide({ widthHours, bars }: TimeBars): TimeBars {
  const merged = new Map<number, TimeBar>();
  for (const bar of bars) {
    const index = Math.floor(bar.index / 2);
    const { successes, failures } = merged.get(index) ?? { successes: 0, failures: 0 };
    merged.set(index, {
      index,
      successes: successes + bar.successes,
      failures: failures + bar.failures,
    });
  }
  return { widthHours: widthHours * 2, bars: [...merged.values()] };
}

/** All bars of a kind as one path. */
function outline(
  { widthHours, bars }: TimeBars,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  kind: "failures" | "successes",
): string {
  const widthMs = widthHours * hourMs;
  return bars
    .filter((bar) => bar[kind] > 0)
    .map((bar) => {
      const base = kind === "failures" ? 0 : bar.failures;
      const [from, until] = [x.place(bar.index * widthMs), x.place((bar.index + 1) * widthMs)];
      return `M${from} ${y.place(base)}V${y.place(base + bar[kind])}H${until}V${y.place(base)}z`;
    })
    .join("");
}

function dayOf(atMs: number): string {
  return formatInstant(atMs).slice(0, 10);
}
