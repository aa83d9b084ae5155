import type { ReceivedAlert, Severity } from "../alert.ts";
import type { Gate } from "../gate.ts";
import type { Incident } from "../incident.ts";
import type { Picture } from "../sources.ts";
import type { SeriesPoint } from "./picture.ts";

/** An incident with its affected observations. */
export interface KeyedIncident {
  readonly incident: Incident;
  /** Ascending, at least one. Unaffected observations can lie between them. */
  readonly affectedIndexes: readonly number[];
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** When the first affected observation ended: the earliest time at which the log shows the incident. */
  readonly firstAtMs: number;
  /** Set when the log's timestamps go back somewhere, so that only the order of writing is reliable. */
  readonly clock?: "stepped";
}

/** Consecutive rows whose mode is not `normal` and that are no incident: a phase with `incident: false`. */
export interface HarmlessStretch {
  readonly mode: string;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** When the first was set in motion. */
  readonly fromMs: number;
  /** When the last ended. */
  readonly untilMs: number;
}

/** The alerts with one key, from opening to closing. */
export interface Episode {
  readonly key: string;
  /** The subject of its first alert; absent when it has none. */
  readonly subject?: string;
  readonly opensAt: ReceivedAlert;
  /** The first alert with severity error; absent when it stayed a warning. */
  readonly errorAt?: ReceivedAlert;
  /** Absent when it was still open at the end. */
  readonly closesAt?: ReceivedAlert;
  /** The highest score of its alerts, if they had scores. */
  readonly peakScore?: number;
}

/** The first alert with this severity or a higher one. */
export function reachedAt(episode: Episode, severity: Severity): ReceivedAlert | undefined {
  switch (severity) {
    case "warning":
      return episode.opensAt;
    case "error":
      return episode.errorAt;
  }
}

/** How an episode was judged; every episode has exactly one role. */
export type EpisodeRole =
  /** The episode that noticed an incident, in time or late. */
  | "detection"
  /** About an incident but not its detection: later than another one, or below the required severity. */
  | "further"
  | "recovery"
  | "false-alarm";

export interface JudgedEpisode {
  readonly episode: Episode;
  readonly role: EpisodeRole;
  /** Ids of the incidents that it is about; empty for recoveries and false alarms. */
  readonly incidents: readonly string[];
}

/** The score of a detector over a log, and what it compares it with. */
export interface DetectorScores {
  /** `value`: the log's own values, which its curve shows already. */
  readonly kind: "score" | "value";
  readonly points: readonly SeriesPoint[];
  /** By the name of the option, or what the detector calls what it chose. The unit is that of the detector's usual signal, empty where there is none. */
  readonly thresholds: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
}

/** The requirement for one detector, and its episodes. */
export interface DetectorTrace {
  readonly gate: Gate;
  /** Empty for a crashed detector. */
  readonly episodes: readonly JudgedEpisode[];
  /** What it measured, row by row; absent where it does not tell, and in studies. */
  readonly scores?: DetectorScores;
}

/** What happened in a drill, for the charts and the reasons in a report. */
export interface DrillTrace {
  readonly picture: Picture;
  readonly incidents: readonly KeyedIncident[];
  /** In order of index; empty for a log that is not made of phases. */
  readonly harmless: readonly HarmlessStretch[];
  /** In the same order as the verdict's detectors. */
  readonly detectors: readonly DetectorTrace[];
}

/** True when the subject is one of the incident's, or either has none. */
export function mayName({ subjects }: Incident, subject: string | undefined): boolean {
  return subject === undefined || subjects.length === 0 || subjects.includes(subject);
}

/** True when the alert is older than the switch. A row that ends exactly at the switch began before it. */
export function isBeforeOnset(
  { incident, firstIndex, clock }: KeyedIncident,
  { atMs, atIndex }: ReceivedAlert,
): boolean {
  if (clock === "stepped") return atIndex < firstIndex;
  return atMs < incident.fromMs || (atMs === incident.fromMs && atIndex < firstIndex);
}

/** True when the episode was already open at the onset, so that the result is inconclusive. */
export function wasOpenAtOnset(keyed: KeyedIncident, { subject, opensAt, closesAt }: Episode): boolean {
  return (
    mayName(keyed.incident, subject) &&
    isBeforeOnset(keyed, opensAt) &&
    !(closesAt !== undefined && isBeforeOnset(keyed, closesAt))
  );
}
