import type { Box, Weighted } from "../../svg/box.ts";
import { boxOf } from "../../svg/box.ts";
import { area, plotPicture } from "../../svg/plot.ts";
import type { Scale } from "../../svg/scales.ts";
import { linearCounts, logCounts, round } from "../../svg/scales.ts";
import { element, label } from "../../svg/svg.ts";
import { counted, countText } from "../../text/sentences.ts";
import type { Origin } from "../../traffic/explored.ts";
import { colourOf } from "../../traffic/explored.ts";
import type { Exploration, Point } from "./exploration.ts";
import { countOf, originLegend, originsIn } from "./marks.ts";

/** Above this line the boxes, below it the histogram. */
const divide = area.top + 120;
const binRatio = 1.5;
const grey = "var(--soft)";

/** How many attempts come from an address: boxes for all, attacks and others, and a histogram, on one logarithmic axis. */
export function attemptsPerIp({ byAddress }: Pick<Exploration, "byAddress">): string {
  const most = byAddress.reduce((top, { x }) => Math.max(top, x), 1);
  const x = logCounts(most, [area.left, area.right]);
  const bins = histogram(byAddress, most);
  const tallest = bins.reduce((top, { counts }) => Math.max(top, sum(counts)), 0);
  const y = linearCounts(tallest, [area.bottom, divide + 16]);
  const origins = originsIn(byAddress);
  const all = boxOf(byAddress.map(weighted));
  return plotPicture({
    title: "Attempts per address",
    description: all === undefined ? "No address." : boxWords(all),
    x: { name: "attempts from one address (logarithmic)", ticks: x.ticks },
    y: { name: "addresses", ticks: y.ticks },
    legend: originLegend(origins, (origin) => countOf(byAddress, origin)),
    marks: [
      ...lanesOf(byAddress, origins).flatMap((one, at) => boxMarks(one, area.top + 18 + at * 36, x)),
      ...bins.flatMap((bin) => binMarks(bin, x, y)),
    ],
    captions: all === undefined ? [] : [boxWords(all)],
  });
}

/** `327 addresses: mean 39.2538, quartiles 5, 10 and 22.5, most 257.` */
function boxWords({ count, mean, lowerQuartile, median, upperQuartile, max }: Box): string {
  const quartiles = `quartiles ${fourDigits(lowerQuartile)}, ${fourDigits(median)} and ${fourDigits(upperQuartile)}`;
  return (
    `${counted(count, "address", "addresses")}: mean ${fourDigits(mean)}, ${quartiles}, most ${countText(max)}. ` +
    "Whiskers reach 1.5 interquartile ranges."
  );
}

function fourDigits(value: number): string {
  return String(Number(value.toFixed(4)));
}

interface Lane {
  readonly name: string;
  readonly colour: string;
  readonly box: Box;
}

/** All addresses, and where the truth is known the two sides by themselves. */
function lanesOf(points: readonly Point[], origins: readonly Origin[]): readonly Lane[] {
  const sides = origins.length < 2 ? [] : origins;
  return [
    ...lane("all", grey, points),
    ...sides.flatMap((side) => lane(side, colourOf(side), ofOrigin(points, side))),
  ];
}

function lane(name: string, colour: string, points: readonly Point[]): readonly Lane[] {
  const box = boxOf(points.map(weighted));
  return box === undefined ? [] : [{ name, colour, box }];
}

function ofOrigin(points: readonly Point[], wanted: Origin): readonly Point[] {
  return points.filter(({ origin }) => origin === wanted);
}

function weighted({ x, count }: Point): Weighted {
  return { value: x, count };
}

function boxMarks({ name, colour, box }: Lane, y: number, x: Scale): readonly string[] {
  const { lowerQuartile, median, upperQuartile, whiskers, outliers } = box;
  const [low, from, middle, until, high] = [
    whiskers[0],
    lowerQuartile,
    median,
    upperQuartile,
    whiskers[1],
  ].map(x.place);
  const width = round(Math.max(1, (until ?? 0) - (from ?? 0)));
  const line = { stroke: colour, "stroke-width": 1.5, fill: "none" };
  return [
    label(area.left - 6, y + 4, name, { "text-anchor": "end" }),
    element("path", { d: `M${low} ${y}H${from}M${until} ${y}H${high}`, ...line }),
    element("path", { d: `M${low} ${y - 5}v10M${high} ${y - 5}v10`, ...line }),
    element("rect", { x: from ?? 0, y: y - 10, width, height: 20, ...line }),
    element("path", { d: `M${middle} ${y - 10}v20`, stroke: colour, "stroke-width": 3 }),
    ...outlierMarks(outliers, y, x, colour),
  ];
}

/** One mark where several fall on the same pixel. */
function outlierMarks(outliers: readonly number[], y: number, x: Scale, colour: string): readonly string[] {
  const places = new Set(outliers.map((value) => Math.round(x.place(value))));
  return [...places].map((cx) => element("circle", { cx, cy: y, r: 2, fill: colour, "fill-opacity": 0.6 }));
}

interface Bin {
  /** Attempts `[from, until)`. */
  readonly from: number;
  readonly until: number;
  /** Addresses in the order in which they are stacked. */
  readonly counts: ReadonlyMap<Origin, number>;
}

/** Bins half as wide again as the one before, of whole numbers. */
function histogram(points: readonly Point[], most: number): readonly Bin[] {
  const edges = [1];
  for (let edge = 1; edge <= most; edges.push(edge)) edge = Math.max(edge + 1, Math.round(edge * binRatio));
  return edges.slice(0, -1).map((from, at) => {
    const until = edges[at + 1] ?? from + 1;
    const inside = points.filter(({ x }) => x >= from && x < until);
    return { from, until, counts: new Map(originsIn(inside).map((one) => [one, countOf(inside, one)])) };
  });
}

function binMarks({ from, until, counts }: Bin, x: Scale, y: Scale): readonly string[] {
  let base = 0;
  return [...counts].map(([origin, count]) => {
    const [left, top] = [x.place(from), y.place(base + count)];
    const place = {
      x: left,
      y: top,
      width: round(x.place(until) - left - 1),
      height: round(y.place(base) - top),
    };
    base += count;
    const words = `${counted(count, "address", "addresses")} with ${rangeText(from, until)}`;
    return element(
      "rect",
      { ...place, fill: colourOf(origin), "fill-opacity": 0.75 },
      element("title", {}, words),
    );
  });
}

function rangeText(from: number, until: number): string {
  return until === from + 1
    ? counted(from, "attempt", "attempts")
    : `${countText(from)} to ${countText(until - 1)} attempts`;
}

function sum(counts: ReadonlyMap<Origin, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
