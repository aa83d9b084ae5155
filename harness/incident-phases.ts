import { roundToMicros } from "../domain/clock.ts";
import { FiredrillError } from "../domain/error.ts";
import type { ImportedLog } from "../log/import/read-import.ts";
import { formatMoment, momentIn } from "./moment.ts";

/** How many requests of a log, in order of leaving, stand before, in and after the incident. */
export interface IncidentPhases {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

/** When the incident was, in words. */
export interface IncidentMoments {
  readonly onset: string;
  /** The first moment that is healthy again; absent: the log ends in the incident. */
  readonly end?: string;
}

/**
 * Divides a log by the times in its lines: as many requests as its lines before the onset say are healthy, and so on.
 * @throws FiredrillError BAD_MOMENT, MOMENT_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS
 */
export function incidentPhases(log: ImportedLog, { onset, end }: IncidentMoments): IncidentPhases {
  const onsetMs = momentIn(log, "onset", onset);
  const endMs = end === undefined ? Infinity : momentIn(log, "end", end);
  if (endMs <= onsetMs) throw noIncidentRows(onset, end ?? "");
  const before = rowsBefore(log, onsetMs);
  const until = end === undefined ? log.recording.offsetsMs.length : rowsBefore(log, endMs);
  if (before === 0) throw nothingBefore(log, onset);
  if (until === before) throw noIncidentRows(onset, end ?? "");
  return { before, during: until - before, after: log.recording.offsetsMs.length - until };
}

/** How many of the log's lines are dated before the moment. */
function rowsBefore({ recording, startMs, stamps }: ImportedLog, momentMs: number): number {
  const { offsetsMs, tookMicros } = recording;
  let rows = 0;
  for (let at = 0; at < offsetsMs.length; at += 1) {
    const sinceMs = stamps === "end" ? (tookMicros[at] ?? 0) / 1000 : 0;
    if (roundToMicros(startMs + (offsetsMs[at] ?? 0) + sinceMs) < momentMs) rows += 1;
  }
  return rows;
}

function nothingBefore(log: ImportedLog, onset: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_BEFORE_ONSET",
    `No request stands before the onset ${onset}; the log begins at ${formatMoment(log, log.span.fromMs)}.`,
    "A detector has to see health first: give a later onset, or a log that begins earlier.",
  );
}

function noIncidentRows(onset: string, end: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_INCIDENT_ROWS",
    `No request stands between the onset ${onset} and the end ${end}.`,
    "The end is the first moment that is healthy again; give a later one, or leave it out.",
  );
}
