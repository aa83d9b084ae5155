import { countUpTo } from "../../domain/numbers/search.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import type { DrillTrace, TracePoint } from "../../domain/results/trace.ts";
import { startOf } from "../../domain/results/trace.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { loginTimeline } from "../login/timeline.ts";
import type { Columns } from "./columns.ts";
import { columnOf } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { durationText, elapsedText } from "./sentences.ts";
import type { Sparkline } from "./sparkline.ts";
import { failedCell, sparkline } from "./sparkline.ts";
import { detectorCells, incidentCells, markLegend, shortened } from "./timeline-rows.ts";

/**
 * What happened, the incidents and the alerts above one another: response times on one axis of observations and time,
 * attempts to log in on one of time.
 */
export function timeline(
  trace: DrillTrace,
  verdict: Pick<Verdict, "detectors">,
  width: number,
  paint: Paint,
): readonly string[] {
  const names = shortened(detectorLabels(verdict.detectors), width);
  if (trace.activity !== undefined) return loginTimeline(trace, trace.activity, names, width, paint);
  return trace.series.length === 0 ? ["No observations."] : responseTimeline(trace, names, width, paint);
}

function responseTimeline(
  { series, incidents, detectors }: DrillTrace,
  names: readonly string[],
  width: number,
  paint: Paint,
): readonly string[] {
  const gutter = Math.max("observation".length, ...names.map((name) => name.length));
  const row = (label: string, cells: string): string => `${label.padEnd(gutter)}  ${cells}`;
  const curve = sparkline(series, width - gutter - 2);
  const { columns } = curve;
  const rowAt = positions(series);
  const columnAt = (index: number): number => columnOf(columns, rowAt(index));
  const incidentRow = incidentCells(incidents, columns.count, ({ firstIndex, lastIndex }) => [
    columnAt(firstIndex),
    columnAt(lastIndex),
  ]);
  const detectorRows = detectors.map(({ episodes }, at) =>
    row(
      names[at] ?? "",
      detectorCells(episodes, columns.count, ({ atIndex }) => columnAt(atIndex), paint),
    ),
  );
  const onsets = incidents.map(({ firstIndex }) => rowAt(firstIndex));
  return [
    paint.dim([curveLegend(curve), ...markLegend(detectors)].join("; ")),
    row("response", curve.cells.map((cell) => (cell === failedCell ? paint.red(cell) : cell)).join("")),
    ...(incidents.length === 0 ? [] : [row("incident", incidentRow)]),
    ...new Set(detectorRows),
    ...axisLines(series, onsets, columns).map(({ label, cells }) => paint.dim(row(label, cells))),
  ];
}

function curveLegend({ scale, cells }: Sparkline): string {
  const crosses = cells.includes(failedCell) ? [`${failedCell} failed`] : [];
  const range = scale === undefined ? [] : [`${durationText(scale.lowMs)} to ${durationText(scale.highMs)}`];
  const log = scale?.kind === "log" ? ["logarithmic"] : [];
  return ["Response time", ...range, ...log, ...crosses].join(", ");
}

/** The place in the series of the last row whose index is at most the asked one. */
function positions(series: readonly TracePoint[]): (index: number) => number {
  const indexes = series.map(({ index }) => index);
  return (index) => countUpTo(indexes, index) - 1;
}

/** One line below a picture. */
interface AxisLine {
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
function axisLines(
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
