import type { LegendEntry } from "../../svg/plot.ts";
import type { Scale } from "../../svg/scales.ts";
import { round } from "../../svg/scales.ts";
import { element, xml } from "../../svg/svg.ts";
import { countText } from "../../text/sentences.ts";
import type { Origin } from "../../traffic/explored.ts";
import { colourOf } from "../../traffic/explored.ts";
import type { Point } from "./exploration.ts";

/** Attacks last, so that they are drawn above the others. */
const origins: readonly Origin[] = ["unknown", "other", "attack"];

/** Those that occur, in the order in which they are drawn. */
export function originsIn(points: readonly Point[]): readonly Origin[] {
  return origins.filter((origin) => points.some((point) => point.origin === origin));
}

/** More than this cannot be told apart, and would make a large file. */
const pointsAtMost = 2000;
const cellPixels = 10;

/** Marks on a picture, and a sentence where they do not stand for points any more. */
export interface Scatter {
  readonly marks: readonly string[];
  readonly captions: readonly string[];
}

/**
 * Points as circles, those of attacks as diamonds, larger where many coincide. Where there are more than 2,000, as squares
 * of a grid, darker where many lie in them.
 * @param words - what a pointer over a mark shows; escaped here
 */
export function scatter(
  points: readonly Point[],
  x: Scale,
  y: Scale,
  words: (point: Point) => string,
): Scatter {
  const placed = points
    .map((point) => ({ point, px: x.place(point.x), py: y.place(point.y) }))
    .toSorted((a, b) => origins.indexOf(a.point.origin) - origins.indexOf(b.point.origin));
  if (placed.length <= pointsAtMost)
    return { marks: placed.map((one) => pointMark(one, words(one.point))), captions: sizeWords(points) };
  const squares = squaresOf(placed);
  return {
    marks: squares.map((square) => squareMark(square, mostIn(squares))),
    captions: [
      `${countText(placed.length)} distinct points are too many to draw: squares of ${cellPixels} pixels stand for them, ` +
        "the darker the more (logarithmically); small squares are attacks.",
    ],
  };
}

function sizeWords(points: readonly Point[]): readonly string[] {
  return points.some(({ count }) => count > 1) ? ["The larger a mark, the more stand at its place."] : [];
}

interface Placed {
  readonly point: Point;
  readonly px: number;
  readonly py: number;
}

function pointMark({ point, px, py }: Placed, words: string): string {
  const radius = round(Math.min(12, 2.5 + 2 * Math.log10(point.count)));
  return shape(point.origin, px, py, radius, element("title", {}, xml(words)));
}

function shape(origin: Origin, x: number, y: number, radius: number, content: string): string {
  const look = { fill: colourOf(origin), "fill-opacity": 0.6 };
  if (origin !== "attack") return element("circle", { cx: x, cy: y, r: radius, ...look }, content);
  const half = round(radius * 1.25);
  const path = `M${x} ${round(y - half)}l${half} ${half} -${half} ${half} -${half} -${half}z`;
  return element("path", { d: path, ...look }, content);
}

interface Square {
  readonly column: number;
  readonly row: number;
  readonly origin: Origin;
  readonly count: number;
}

function squaresOf(placed: readonly Placed[]): readonly Square[] {
  const squares = new Map<string, Square>();
  for (const { point, px, py } of placed) {
    const [column, row] = [Math.floor(px / cellPixels), Math.floor(py / cellPixels)];
    const key = `${column} ${row} ${point.origin}`;
    const count = (squares.get(key)?.count ?? 0) + point.count;
    squares.set(key, { column, row, origin: point.origin, count });
  }
  return [...squares.values()];
}

function mostIn(squares: readonly Square[]): number {
  return squares.reduce((most, { count }) => Math.max(most, count), 1);
}

function squareMark({ column, row, origin, count }: Square, most: number): string {
  const margin = origin === "attack" ? 2 : 0;
  const place = {
    x: column * cellPixels + margin,
    y: row * cellPixels + margin,
    width: cellPixels - 2 * margin,
    height: cellPixels - 2 * margin,
  };
  const depth = round(0.2 + (0.8 * Math.log(count + 1)) / Math.log(most + 1));
  const look = { fill: colourOf(origin), "fill-opacity": Math.min(1, depth) };
  return element("rect", { ...place, ...look }, element("title", {}, countText(count)));
}

/** What the marks of each origin look like. @param counts - how many of an origin there are */
export function originLegend(
  shown: readonly Origin[],
  counts: (origin: Origin) => number,
): readonly LegendEntry[] {
  return shown.map((origin) => ({
    mark: shape(origin, 0, 0, 4.5, ""),
    text: `${countText(counts(origin))} ${originText(origin)}`,
  }));
}

/** How many the points of an origin stand for. */
export function countOf(points: readonly Point[], origin: Origin): number {
  return points.reduce((sum, point) => (point.origin === origin ? sum + point.count : sum), 0);
}

/** What addresses of an origin are called in a legend. */
function originText(origin: Origin): string {
  switch (origin) {
    case "attack":
      return "attack addresses";
    case "other":
      return "other addresses";
    case "unknown":
      return "addresses";
  }
}
