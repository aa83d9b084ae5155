import type { TracePoint } from "../../domain/results/trace.ts";
import type { Columns } from "./columns.ts";
import { columnsFor, rowsOf } from "./columns.ts";

/** How a height is read. */
interface Scale {
  readonly kind: "linear" | "log";
  /** Bottom of the lowest bar: 0 on the linear scale. */
  readonly lowMs: number;
  /** Top of the highest bar. */
  readonly highMs: number;
}

/** A curve one line high. */
export interface Sparkline {
  /** One character per column: a bar as high as the slowest of its rows, or a cross when one of them failed. */
  readonly cells: readonly string[];
  readonly columns: Columns;
  /** Absent when every column has a failed row, and without rows. */
  readonly scale?: Scale;
}

export const failedCell = "×";
const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Response times over observations. Linear from 0, so that a step looks like a step and a ramp like a ramp;
 * logarithmic when a few huge values would press a tenfold difference below them into the lowest bar.
 */
export function sparkline(series: readonly TracePoint[], width: number): Sparkline {
  const columns = columnsFor(series.length, width);
  const heights = Array.from({ length: columns.count }, (_, column) => heightOf(series, columns, column));
  const known = heights.filter((height) => height !== undefined);
  if (known.length === 0) return { cells: heights.map(() => failedCell), columns };
  const scale = scaleFor(known);
  const cells = heights.map((height) => (height === undefined ? failedCell : bars[levelOf(height, scale)]));
  return { cells: cells.map((cell) => cell ?? failedCell), columns, scale };
}

/** The slowest row of the column; `undefined` when one of them failed. */
function heightOf(series: readonly TracePoint[], columns: Columns, column: number): number | undefined {
  const { from, until } = rowsOf(columns, column);
  let highest = 0;
  for (let row = from; row < until; row += 1) {
    const point = series[row];
    if (point?.failed === true) return undefined;
    highest = Math.max(highest, point?.elapsedMs ?? 0);
  }
  return highest;
}

/** Counts as lines of bars. */
interface CountBars {
  readonly kind: Scale["kind"];
  /** One for each series, a character for each count; nothing at all is a dot. */
  readonly lines: readonly string[];
}

/** All on the scale of the largest count, which is chosen as for response times. */
export function countBars(series: readonly (readonly number[])[]): CountBars {
  const some = series.flat().filter((count) => count > 0);
  const scale = some.length === 0 ? ({ kind: "linear", lowMs: 0, highMs: 0 } as const) : scaleFor(some);
  const barOf = (count: number): string => (count === 0 ? "·" : (bars[levelOf(count, scale)] ?? failedCell));
  return { kind: scale.kind, lines: series.map((counts) => counts.map(barOf).join("")) };
}

function scaleFor(heights: readonly number[]): Scale {
  const highMs = Math.max(...heights);
  const linear: Scale = { kind: "linear", lowMs: 0, highMs };
  const levels = heights.map((height) => levelOf(height, linear));
  const lowest = heights.filter((height, at) => height > 0 && levels[at] === 0);
  const lowMs = Math.min(...lowest);
  const hidesMuch = Math.max(...lowest) >= 10 * lowMs && new Set(levels).size < 4;
  return hidesMuch ? { kind: "log", lowMs, highMs } : linear;
}

/** From 0 to 7. */
function levelOf(height: number, { kind, lowMs, highMs }: Scale): number {
  if (height <= lowMs) return 0;
  const share = kind === "linear" ? height / highMs : Math.log(height / lowMs) / Math.log(highMs / lowMs);
  return Math.min(bars.length - 1, Math.floor(share * bars.length));
}
