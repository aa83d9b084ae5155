import type { Verdict } from "../domain/verdict.ts";
import { countUpTo } from "./ascending.ts";
import { axisLines } from "./axis.ts";
import { columnOf } from "./columns.ts";
import { detectorLabels } from "./labels.ts";
import type { Paint } from "./paint.ts";
import { durationText } from "./sentences.ts";
import { failedCell, sparkline } from "./sparkline.ts";
import type { Sparkline } from "./sparkline.ts";
import { loginTimeline } from "./subject/login-timeline.ts";
import { detectorCells, incidentCells, markLegend, shortened } from "./timeline-rows.ts";
import type { DrillTrace, TracePoint } from "./trace.ts";

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
