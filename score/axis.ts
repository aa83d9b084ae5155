import { columnOf } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { elapsedText } from "./sentences.ts";
import { startOf } from "./trace.ts";
import type { TracePoint } from "./trace.ts";

/** One line below a picture. */
export interface AxisLine {
  readonly label: string;
  readonly cells: string;
}

interface Tick {
  readonly column: number;
  readonly index: string;
  readonly time: string;
}

/**
 * Index and time since the start, at both ends and at the onsets as far as there is room.
 * @param onsets - rows of the series
 */
export function axisLines(
  series: readonly TracePoint[],
  onsets: readonly number[],
  columns: Columns,
): readonly AxisLine[] {
  const startMs = startOf(series) ?? 0;
  const ticks: Tick[] = [];
  for (const row of [0, series.length - 1, ...onsets]) {
    const point = series[row];
    if (point === undefined) continue;
    const tick = tickAt(columnOf(columns, row), columns, [
      String(point.index),
      elapsedText(point.atMs - startMs),
    ]);
    if (ticks.every((other) => Math.abs(other.column - tick.column) > widthOf(leftOf(other, tick))))
      ticks.push(tick);
  }
  return [
    { label: "observation", cells: line(ticks.map(({ column, index }) => ({ column, text: index }))) },
    { label: "time", cells: line(ticks.map(({ column, time }) => ({ column, text: time }))) },
  ];
}

/** Labels start at their column; where they would stick out they move left, and end together. */
function tickAt(wanted: number, { count }: Columns, [index, time]: readonly [string, string]): Tick {
  const width = Math.max(index.length, time.length);
  const column = Math.max(0, Math.min(wanted, count - width));
  if (column === wanted) return { column, index, time };
  return { column, index: index.padStart(width), time: time.padStart(width) };
}

function leftOf(a: Tick, b: Tick): Tick {
  return a.column <= b.column ? a : b;
}

function widthOf({ index, time }: Tick): number {
  return Math.max(index.length, time.length);
}

function line(labels: readonly { readonly column: number; readonly text: string }[]): string {
  return labels
    .toSorted((a, b) => a.column - b.column)
    .reduce((text, { column, text: label }) => text.padEnd(column) + label, "");
}
