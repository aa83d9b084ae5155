import type { ReceivedAlert } from "../../domain/alert.ts";
import type { DetectorTrace, JudgedEpisode, KeyedIncident } from "../../domain/results/trace.ts";
import { reachedAt } from "../../domain/results/trace.ts";
import type { Paint } from "./paint.ts";

/** Where nothing happened. */
const silent = "·";
const firing = "─";
const warned = "△";
const erred = "▲";
const incidentFills = ["█", "▓"] as const;
const usualLabel = 16;
const widestLabel = 32;

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

/** Neighbours are filled differently, for they may touch. @param columnsOf - the first and the last of an incident */
export function incidentCells(
  incidents: readonly KeyedIncident[],
  columnCount: number,
  columnsOf: (keyed: KeyedIncident) => readonly [first: number, last: number],
): string {
  const cells = Array.from({ length: columnCount }, () => silent);
  for (const [at, keyed] of incidents.entries()) {
    const [first, last] = columnsOf(keyed);
    cells.fill(incidentFills[at % 2] ?? incidentFills[0], first, last + 1);
  }
  return cells.join("");
}

/** Triangles where it spoke up, a line while it fired; a triangle is never drawn over by a line or a milder one. */
export function detectorCells(
  episodes: readonly JudgedEpisode[],
  columnCount: number,
  columnOf: (alert: ReceivedAlert) => number,
  paint: Paint,
): string {
  const cells = Array.from({ length: columnCount }, () => silent);
  for (const { episode } of episodes) {
    const end = episode.closesAt === undefined ? columnCount : columnOf(episode.closesAt);
    cells.fill(firing, columnOf(episode.opensAt), end);
  }
  for (const severity of ["warning", "error"] as const) {
    for (const { episode, role } of episodes) {
      const alert = reachedAt(episode, severity);
      const mark = severity === "error" ? erred : warned;
      if (alert !== undefined) cells[columnOf(alert)] = dyeOf(role, paint)(mark);
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
