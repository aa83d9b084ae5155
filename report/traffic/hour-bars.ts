import { hourMs } from "../../domain/time/calendar.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { area, plotPicture } from "../svg/plot.ts";
import type { Scale } from "../svg/scales.ts";
import { instants, linearCounts } from "../svg/scales.ts";
import { element } from "../svg/svg.ts";
import { capitalized, counted, countText } from "../text/sentences.ts";

/** Rows of a stretch of the log. */
export interface TimeBar {
  /** Hours since 1970 in UTC, divided by the width of a bar. */
  readonly index: number;
  /** One for each layer, the lowest first. */
  readonly counts: readonly number[];
}

/** In order of time, without the bars in which nothing happened. */
export interface TimeBars {
  /** 1, unless the log is so long that hours were put together; a power of two. */
  readonly widthHours: number;
  readonly bars: readonly TimeBar[];
}

/** What lies in a bar above what came before. */
export interface Layer {
  readonly colour: string;
  /** For the legend. */
  readonly text: string;
}

/** Half a pixel each: a month has 744. */
const barsAtMost = (area.right - area.left) * 2;

export interface HourBars {
  readonly bars: TimeBars;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The name of a row. */
  readonly row: { readonly one: string; readonly many: string };
  /** The lowest first. */
  readonly layers: readonly Layer[];
}

/** Rows in each clock hour (UTC), in layers. */
export function hourBars({ bars, firstMs, lastMs, row, layers }: HourBars): string {
  const drawn = fitting(bars);
  const widthMs = drawn.widthHours * hourMs;
  const [first = 0, last = 0] = [drawn.bars[0]?.index, drawn.bars.at(-1)?.index];
  const heights = drawn.bars.map(({ counts }) => sum(counts));
  const most = heights.reduce((top, height) => Math.max(top, height), 0);
  const x = instants(first * widthMs, (last + 1) * widthMs, [area.left, area.right]);
  const y = linearCounts(most, [area.bottom, area.top]);
  const unit = drawn.widthHours === 1 ? "hour" : `${countText(drawn.widthHours)} hours`;
  const title = `${capitalized(row.many)} per ${unit}`;
  return plotPicture({
    title,
    description: `${counted(sum(heights), row.one, row.many)}, at most ${countText(most)} per ${unit}.`,
    x: { name: `UTC, ${dayOf(firstMs)} to ${dayOf(lastMs)}`, ticks: x.ticks },
    y: { name: title.toLowerCase(), ticks: y.ticks },
    // The legend is read from above, as the bars are.
    legend: layers
      .map(({ colour, text }) => ({
        mark: element("rect", { x: -5, y: -5, width: 10, height: 10, fill: colour }),
        text,
      }))
      .toReversed(),
    marks: layers.map(({ colour }, layer) =>
      element("path", { d: outline(drawn, { x, y }, layer), fill: colour }),
    ),
    captions: drawn.widthHours === 1 ? [] : [`The log is too long for a bar an hour: a bar is ${unit}.`],
  });
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
    const before = merged.get(index)?.counts ?? [];
    merged.set(index, { index, counts: bar.counts.map((count, layer) => count + (before[layer] ?? 0)) });
  }
  return { widthHours: widthHours * 2, bars: [...merged.values()] };
}

/** All bars of a layer as one path. */
function outline(
  { widthHours, bars }: TimeBars,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  layer: number,
): string {
  const widthMs = widthHours * hourMs;
  return bars
    .filter(({ counts }) => (counts[layer] ?? 0) > 0)
    .map(({ index, counts }) => {
      const [base, top] = [sum(counts.slice(0, layer)), sum(counts.slice(0, layer + 1))];
      const [from, until] = [x.place(index * widthMs), x.place((index + 1) * widthMs)];
      return `M${from} ${y.place(base)}V${y.place(top)}H${until}V${y.place(base)}z`;
    })
    .join("");
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function dayOf(atMs: number): string {
  return formatInstant(atMs).slice(0, 10);
}
