import type { ReceivedAlert, Severity } from "../alert.ts";
import type { Gate } from "../gate.ts";
import type { Incident } from "../incident.ts";
import type { Picture } from "../sources.ts";

/** An incident with the rows that it affected. */
export interface KeyedIncident {
  readonly incident: Incident;
  /** Ascending, at least one. Honest rows may stand between them. */
  readonly affectedIndexes: readonly number[];
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** When the first affected row ended: before that nobody could read of the incident in the log. */
  readonly firstAtMs: number;
  /** The log's instants go back somewhere, so that rows can be told apart by their order of writing only. */
  readonly clock?: "stepped";
}

/** One thing a detector had to say, from opening to closing. */
export interface Episode {
  readonly key: string;
  /** As its first alert named it; absent when it is about everything. */
  readonly subject?: string;
  readonly opensAt: ReceivedAlert;
  /** The alert that first said error; absent when it never rose above warning. */
  readonly errorAt?: ReceivedAlert;
  /** Absent when it was still open at the end. */
  readonly closesAt?: ReceivedAlert;
  /** The largest score among its alerts, if they had scores. */
  readonly peakScore?: number;
}

/** The alert with which the episode first was as bad as `severity` or worse. */
export function reachedAt(episode: Episode, severity: Severity): ReceivedAlert | undefined {
  switch (severity) {
    case "warning":
      return episode.opensAt;
    case "error":
      return episode.errorAt;
  }
}

/** What an episode turned out to be; every episode is exactly one of these. */
export type EpisodeRole =
  /** With it an incident was noticed, in time or late. */
  | "detection"
  /** About an incident, but not what noticed it: it came second, or was milder than asked. */
  | "further"
  | "recovery"
  | "false-alarm";

export interface JudgedEpisode {
  readonly episode: Episode;
  readonly role: EpisodeRole;
  /** Ids of the incidents it is about; empty for recoveries and false alarms. */
  readonly incidents: readonly string[];
}

/** What one detector was asked and what it said. */
export interface DetectorTrace {
  readonly gate: Gate;
  /** Empty for a detector that crashed. */
  readonly episodes: readonly JudgedEpisode[];
}

/** What happened in a drill, for the picture and the reasons that stand beside a verdict. */
export interface DrillTrace {
  readonly picture: Picture;
  readonly incidents: readonly KeyedIncident[];
  /** As many as the verdict has detectors, in the same order. */
  readonly detectors: readonly DetectorTrace[];
}

/** True when the subject is one of the incident's, or either has none. */
export function mayName({ subjects }: Incident, subject: string | undefined): boolean {
  return subject === undefined || subjects.length === 0 || subjects.includes(subject);
}

/** True when the evidence is older than the switch. A row that ends at the very instant of the switch began before it. */
export function isBeforeOnset(
  { incident, firstIndex, clock }: KeyedIncident,
  { atMs, atIndex }: ReceivedAlert,
): boolean {
  if (clock === "stepped") return atIndex < firstIndex;
  return atMs < incident.fromMs || (atMs === incident.fromMs && atIndex < firstIndex);
}

/** True when nobody can say whether the incident was noticed, because the episode was there before it. */
export function wasOpenAtOnset(keyed: KeyedIncident, { subject, opensAt, closesAt }: Episode): boolean {
  return (
    mayName(keyed.incident, subject) &&
    isBeforeOnset(keyed, opensAt) &&
    !(closesAt !== undefined && isBeforeOnset(keyed, closesAt))
  );
}
