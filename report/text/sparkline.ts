import type { SeriesPoint } from "../../domain/results/picture.ts";

/** Divides rows among columns of a picture: every column at least one row, in order, as evenly as can be. */
export interface Columns {
  /** Never more than there are rows. */
  readonly count: number;
  readonly rows: number;
}

/** @param width - how many columns there is room for, at least 1 */
export function columnsFor(rows: number, width: number): Columns {
  return { rows, count: Math.min(rows, Math.max(1, width)) };
}

/** The rows `[from, until)` of a column. */
export function rowsOf(
  { rows, count }: Columns,
  column: number,
): { readonly from: number; readonly until: number } {
  return {
    from: Math.floor((column * rows) / count),
    until: Math.floor(((column + 1) * rows) / count),
  };
}

/** The column that shows a row; rows beyond either end are shown by the outermost one. */
export function columnOf({ rows, count }: Columns, row: number): number {
  const inside = Math.min(Math.max(row, 0), rows - 1);
  return Math.ceil(((inside + 1) * count) / rows) - 1;
}

/** How a height is read. */
interface Scale {
  readonly kind: "linear" | "log";
  /** Bottom of the lowest bar: 0 on the linear scale. */
  readonly low: number;
  /** Top of the highest bar. */
  readonly high: number;
}

/** As much of a point as a curve needs. */
type Drawn = Pick<SeriesPoint, "value" | "failed">;

/** Points in order, such as an array. */
interface DrawnSeries {
  readonly length: number;
  readonly at: (place: number) => Drawn | undefined;
}

/** A curve one line high. */
export interface Sparkline {
  /** One character per column: a bar as high as the largest of its rows that did not fail, a dot if all failed. */
  readonly cells: readonly string[];
  /** Whether a row of the column failed. */
  readonly failed: readonly boolean[];
  readonly columns: Columns;
  /** Absent when every row failed, and without rows. */
  readonly scale?: Scale;
}

/** Below a curve, where something was wrong. */
export const bandCell = "▔";

/** Where there is nothing. */
export const emptyCell = "·";
const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Values over observations. Linear from 0, so that a step looks like a step and a ramp like a ramp;
 * logarithmic when a few huge values would press a tenfold difference below them into the lowest bar.
 */
export function sparkline(series: DrawnSeries, width: number): Sparkline {
  const columns = columnsFor(series.length, width);
  const heights = Array.from({ length: columns.count }, (_, column) => heightOf(series, columns, column));
  const failed = Array.from({ length: columns.count }, (_, column) => hasFailure(series, columns, column));
  const known = heights.filter((height) => height !== undefined);
  if (known.length === 0) return { cells: heights.map(() => emptyCell), failed, columns };
  const scale = scaleFor(known);
  const cells = heights.map((height) => (height === undefined ? emptyCell : barOf(height, scale)));
  return { cells, failed, columns, scale };
}

/** The largest value of the column; `undefined` when all of its rows failed. */
function heightOf(series: DrawnSeries, columns: Columns, column: number): number | undefined {
  const { from, until } = rowsOf(columns, column);
  let highest: number | undefined;
  for (let row = from; row < until; row += 1) {
    const point = series.at(row);
    if (point?.failed !== true) highest = Math.max(highest ?? 0, point?.value ?? 0);
  }
  return highest;
}

function hasFailure(series: DrawnSeries, columns: Columns, column: number): boolean {
  const { from, until } = rowsOf(columns, column);
  for (let row = from; row < until; row += 1) if (series.at(row)?.failed === true) return true;
  return false;
}

function barOf(height: number, scale: Scale): string {
  return bars[levelOf(height, scale)] ?? emptyCell;
}

/** Counts as lines of bars. */
interface CountBars {
  readonly kind: Scale["kind"];
  /** One for each series, a character for each count; nothing at all is a dot. */
  readonly lines: readonly string[];
}

/** All on the scale of the largest count, which is chosen as for values. */
export function countBars(series: readonly (readonly number[])[]): CountBars {
  const some = series.flat().filter((count) => count > 0);
  const scale = some.length === 0 ? ({ kind: "linear", low: 0, high: 0 } as const) : scaleFor(some);
  const cellOf = (count: number): string => (count === 0 ? emptyCell : barOf(count, scale));
  return { kind: scale.kind, lines: series.map((counts) => counts.map(cellOf).join("")) };
}

function scaleFor(heights: readonly number[]): Scale {
  const high = Math.max(...heights);
  const linear: Scale = { kind: "linear", low: 0, high };
  const levels = heights.map((height) => levelOf(height, linear));
  const lowest = heights.filter((height, at) => height > 0 && levels[at] === 0);
  const low = Math.min(...lowest);
  const hidesMuch = Math.max(...lowest) >= 10 * low && new Set(levels).size < 4;
  return hidesMuch ? { kind: "log", low, high } : linear;
}

/** From 0 to 7. */
function levelOf(height: number, { kind, low, high }: Scale): number {
  if (height <= low) return 0;
  const share = kind === "linear" ? height / high : Math.log(height / low) / Math.log(high / low);
  return Math.min(bars.length - 1, Math.floor(share * bars.length));
}
