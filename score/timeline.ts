import type { Verdict } from "../domain/verdict.ts";
import type { KeyedIncident } from "./answer-key.ts";
import { countUpTo } from "./ascending.ts";
import { axisLines } from "./axis.ts";
import { columnOf } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { reachedAt } from "./episodes.ts";
import { detectorLabels } from "./labels.ts";
import type { Paint } from "./paint.ts";
import type { JudgedEpisode } from "./score.ts";
import { durationText } from "./sentences.ts";
import { failedCell, sparkline } from "./sparkline.ts";
import type { Sparkline } from "./sparkline.ts";
import type { DetectorTrace, DrillTrace, TracePoint } from "./trace.ts";

const silent = "·";
const firing = "─";
const warned = "△";
const erred = "▲";
const incidentFills = ["█", "▓"] as const;
const usualLabel = 16;
const widestLabel = 32;

/** Response times, incidents and alerts above one another on one axis of observations and time. */
export function timeline(
  { series, incidents, detectors }: DrillTrace,
  verdict: Pick<Verdict, "detectors">,
  width: number,
  paint: Paint,
): readonly string[] {
  if (series.length === 0) return ["No observations."];
  const names = shortened(detectorLabels(verdict.detectors), width);
  const gutter = Math.max("observation".length, ...names.map((name) => name.length));
  const row = (label: string, cells: string): string => `${label.padEnd(gutter)}  ${cells}`;
  const curve = sparkline(series, width - gutter - 2);
  const rowAt = positions(series);
  const detectorRows = detectors.map(({ episodes }, at) =>
    row(names[at] ?? "", detectorCells(episodes, curve.columns, rowAt, paint)),
  );
  return [
    paint.dim([curveLegend(curve), ...markLegend(detectors)].join("; ")),
    row("response", curve.cells.map((cell) => (cell === failedCell ? paint.red(cell) : cell)).join("")),
    ...(incidents.length === 0 ? [] : [row("incident", incidentCells(incidents, curve.columns, rowAt))]),
    ...new Set(detectorRows),
    ...axisLines(
      series,
      incidents.map(({ firstIndex }) => rowAt(firstIndex)),
      curve.columns,
    ).map(({ label, cells }) => paint.dim(row(label, cells))),
  ];
}

function markLegend(detectors: readonly DetectorTrace[]): readonly string[] {
  const spoke = detectors.some(({ episodes }) => episodes.length > 0);
  return spoke ? [`${warned} WARNING, ${erred} ERROR, ${firing} still firing`] : [];
}

function curveLegend({ scale, cells }: Sparkline): string {
  const crosses = cells.includes(failedCell) ? [`${failedCell} failed`] : [];
  const range = scale === undefined ? [] : [`${durationText(scale.lowMs)} to ${durationText(scale.highMs)}`];
  const log = scale?.kind === "log" ? ["logarithmic"] : [];
  return ["Response time", ...range, ...log, ...crosses].join(", ");
}

/** As short as usual, unless two detectors would look the same: then up to half the width. */
function shortened(labels: readonly string[], width: number): readonly string[] {
  const usual = labels.map((label) => cut(label, usualLabel));
  return new Set(usual).size === new Set(labels).size
    ? usual
    : labels.map((label) => cut(label, Math.max(usualLabel, Math.min(widestLabel, Math.floor(width / 2)))));
}

function cut(label: string, length: number): string {
  return label.length <= length ? label : `${label.slice(0, length - 1)}…`;
}

/** The place in the series of the last row whose index is at most the asked one. */
function positions(series: readonly TracePoint[]): (index: number) => number {
  const indexes = series.map(({ index }) => index);
  return (index) => countUpTo(indexes, index) - 1;
}

/** Neighbours are filled differently, for they may touch. */
function incidentCells(
  incidents: readonly KeyedIncident[],
  columns: Columns,
  rowAt: (index: number) => number,
): string {
  const cells = Array.from({ length: columns.count }, () => silent);
  for (const [at, { firstIndex, lastIndex }] of incidents.entries()) {
    const fill = incidentFills[at % 2] ?? incidentFills[0];
    cells.fill(fill, columnOf(columns, rowAt(firstIndex)), columnOf(columns, rowAt(lastIndex)) + 1);
  }
  return cells.join("");
}

/** Triangles where it spoke up, a line while it fired; a triangle is never drawn over by a line or a milder one. */
function detectorCells(
  episodes: readonly JudgedEpisode[],
  columns: Columns,
  rowAt: (index: number) => number,
  paint: Paint,
): string {
  const cells = Array.from({ length: columns.count }, () => silent);
  const column = (index: number): number => columnOf(columns, rowAt(index));
  for (const { episode } of episodes) {
    const end = episode.closesAt === undefined ? columns.count : column(episode.closesAt.atIndex);
    cells.fill(firing, column(episode.opensAt.atIndex), end);
  }
  for (const severity of ["warning", "error"] as const) {
    for (const { episode, role } of episodes) {
      const alert = reachedAt(episode, severity);
      const mark = severity === "error" ? erred : warned;
      if (alert !== undefined) cells[column(alert.atIndex)] = dyeOf(role, paint)(mark);
    }
  }
  return cells.join("");
}

function dyeOf(role: JudgedEpisode["role"], paint: Paint): (text: string) => string {
  switch (role) {
    case "detection":
      return paint.green;
    case "false-alarm":
      return paint.red;
    case "further":
    case "recovery":
      return paint.yellow;
  }
}
