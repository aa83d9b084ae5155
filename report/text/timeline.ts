import type { ReceivedAlert } from "../../domain/alert.ts";
import type {
  DetectorTrace,
  HarmlessStretch,
  JudgedEpisode,
  KeyedIncident,
} from "../../domain/results/trace.ts";
import { reachedAt } from "../../domain/results/trace.ts";
import type { TimelineFrame } from "../source.ts";
import type { Paint } from "./paint.ts";
import { emptyCell } from "./sparkline.ts";

const firing = "─";
const warned = "△";
const erred = "▲";
const incidentFills = ["█", "▓"] as const;
const harmlessFills = ["░", "▒"] as const;
const usualLabel = 16;
const widestLabel = 32;

/** The label of each line of a picture, and room for what is drawn behind it. */
export interface Gutter {
  readonly row: (label: string, cells: string) => string;
  /** Characters left for cells. */
  readonly room: number;
}

/** @param widest - the widest label that is not the name of a detector */
export function gutterFor(widest: string, { names, width }: Pick<TimelineFrame, "names" | "width">): Gutter {
  const gutter = Math.max(widest.length, ...names.map((name) => name.length));
  return { row: (label, cells) => `${label.padEnd(gutter)}  ${cells}`, room: width - gutter - 2 };
}

/** What the marks of detectors mean; empty when none of them said anything. */
export function markLegend(detectors: readonly DetectorTrace[]): readonly string[] {
  const spoke = detectors.some(({ episodes }) => episodes.length > 0);
  return spoke ? [`${warned} WARNING, ${erred} ERROR, ${firing} still firing`] : [];
}

/** As short as usual, unless two detectors would look the same: then up to half the width. */
export function shortened(labels: readonly string[], width: number): readonly string[] {
  const usual = labels.map((label) => cut(label, usualLabel));
  return new Set(usual).size === new Set(labels).size
    ? usual
    : labels.map((label) => cut(label, Math.max(usualLabel, Math.min(widestLabel, Math.floor(width / 2)))));
}

function cut(label: string, length: number): string {
  return label.length <= length ? label : `${label.slice(0, length - 1)}…`;
}

/** Where incidents and alerts stand in a picture. */
interface Columns {
  readonly count: number;
  /** The first and the last of an incident, or of a harmless stretch. */
  readonly ofRows: (rows: KeyedIncident | HarmlessStretch) => readonly [first: number, last: number];
  readonly ofAlert: (alert: ReceivedAlert) => number;
}

/** A line for the incidents and one for harmless stretches, if there are any, and one for each detector; those that look the same are one. */
export function markRows(
  { incidents, harmless, detectors, names, paint }: TimelineFrame,
  { row }: Gutter,
  columns: Columns,
): readonly string[] {
  const detectorRows = detectors.map(({ episodes }, at) =>
    row(names[at] ?? "", detectorCells(episodes, columns, paint)),
  );
  return [
    ...(incidents.length === 0 ? [] : [row("incident", bandCells(incidents, incidentFills, columns))]),
    ...(harmless.length === 0 ? [] : [row("harmless", bandCells(harmless, harmlessFills, columns))]),
    ...new Set(detectorRows),
  ];
}

/** Neighbors are filled differently, for they may touch. */
function bandCells(
  stretches: readonly (KeyedIncident | HarmlessStretch)[],
  fills: readonly [string, string],
  { count, ofRows }: Columns,
): string {
  const cells = Array.from({ length: count }, () => emptyCell);
  for (const [at, rows] of stretches.entries()) {
    const [first, last] = ofRows(rows);
    cells.fill(fills[at % 2] ?? fills[0], first, last + 1);
  }
  return cells.join("");
}

/** Triangles where it spoke up, a line while it fired; a triangle is never drawn over by a line or a milder one. */
function detectorCells(
  episodes: readonly JudgedEpisode[],
  { count, ofAlert }: Columns,
  paint: Paint,
): string {
  const cells = Array.from({ length: count }, () => emptyCell);
  for (const { episode } of episodes) {
    const end = episode.closesAt === undefined ? count : ofAlert(episode.closesAt);
    cells.fill(firing, ofAlert(episode.opensAt), end);
  }
  for (const severity of ["warning", "error"] as const) {
    for (const { episode, role } of episodes) {
      const alert = reachedAt(episode, severity);
      const mark = severity === "error" ? erred : warned;
      if (alert !== undefined) cells[ofAlert(alert)] = dyeOf(role, paint)(mark);
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
