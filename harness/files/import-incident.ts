import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { Recording } from "../../domain/response/recording.ts";
import { recordedRequest } from "../../domain/response/recording.ts";
import { defaultTimeoutMs } from "../../domain/response/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { logExists } from "../../log/files/file-errors.ts";
import { createLineFile } from "../../log/files/line-file.ts";
import type { ImportedLog, ImportFile } from "../../log/import/read-import.ts";
import { readImport } from "../../log/import/read-import.ts";
import { writeRecording } from "../../log/response/recording-file.ts";
import { formatMoment, momentIn } from "./moment.ts";

export interface IncidentOrder extends ImportFile, IncidentMoments {}

/** A log and where in it the incident is. */
export interface ImportedIncident {
  readonly log: ImportedLog;
  readonly phases: IncidentPhases;
}

/** @throws FiredrillError what `readImport` and `incidentPhases` throw */
export async function readIncident(order: IncidentOrder): Promise<ImportedIncident> {
  const log = await readImport(order);
  return { log, phases: incidentPhases(log, order) };
}

/** Where a scenario and its recording go. */
export interface ScenarioPaths {
  readonly yamlPath: string;
  /** Beside it. */
  readonly csvPath: string;
}

/**
 * @param out - as the user named it, ending in .yaml or .yml
 * @throws FiredrillError BAD_OUT, LOG_EXISTS when either file is there
 */
export function checkedPaths(out: string): ScenarioPaths {
  const ending = extname(out);
  if (!/^\.ya?ml$/i.test(ending)) throw badOut(out);
  const csvPath = join(dirname(out), `${basename(out, ending)}.csv`);
  for (const path of [out, csvPath]) if (existsSync(path)) throw logExists(path);
  return { yamlPath: out, csvPath };
}

/**
 * Writes the recording and the scenario that plays it.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeIncident(incident: ImportedIncident, order: IncidentOrder, paths: ScenarioPaths): void {
  const { recording, details } = incident.log;
  writeRecording(paths.csvPath, recording, { names: order.keep, details });
  const file = createLineFile(paths.yamlPath, 0);
  try {
    file.append(scenarioYaml(incident, order, basename(paths.csvPath)));
  } finally {
    file.close();
  }
}

function badOut(out: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OUT",
    `--out is "${out}", and a scenario is a YAML file.`,
    "Give a path that ends in .yaml; the recording is written beside it and ends in .csv.",
  );
}

/** The scenario as a file that a person can read aloud, and go on with. */
function scenarioYaml(
  { log, phases }: ImportedIncident,
  { path, onset }: IncidentOrder,
  csvName: string,
): string {
  const { before, during, after } = phases;
  const source = basename(path);
  const timeoutMs = recordedTimeoutMs(log.recording);
  const lines = [
    `source: response`,
    `name: ${scenarioName(csvName)}`,
    `summary: ${JSON.stringify(`Recorded in ${source}; the incident began at ${onset}.`)}`,
    `# Each row is a request: when it left, how long it took, how it ended.`,
    `recording: ${JSON.stringify(csvName)}`,
    `startsAt: "${formatInstant(log.startMs)}"`,
    `pacing: { kind: recorded }`,
    `modes:`,
    `  normal: { kind: recorded }`,
    `  incident: { kind: recorded }`,
    `phases:`,
    `  - { mode: normal, requests: ${before} }`,
    `  - { mode: incident, requests: ${during} }`,
    ...(after === 0 ? [] : [`  - { mode: normal, requests: ${after} }`]),
    ...(timeoutMs === undefined ? [] : [`timeoutMs: ${timeoutMs}`]),
    ...(log.openAfterMs === undefined ? [] : [`openAfterMs: ${log.openAfterMs}`]),
    `# Who must notice, and how soon. Take the [] away, and the # from the line below it, and go on from there.`,
    `expect: []`,
    `#  - { detector: knn, severity: error, within: 10 }`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The file's own name, as far as a scenario may be called that. */
function scenarioName(csvName: string): string {
  const name = basename(csvName, extname(csvName))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return name === "" ? "incident" : name;
}

/** How many requests of a log, in order of leaving, stand before, in and after the incident. */
export interface IncidentPhases {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

/** When the incident was, in words. */
interface IncidentMoments {
  readonly onset: string;
  /** The first moment that is healthy again; absent: the log ends in the incident. */
  readonly end?: string;
}

/**
 * Divides a log by the times in its lines: as many requests as its lines before the onset say are healthy, and so on.
 * @throws FiredrillError BAD_MOMENT, MOMENT_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS
 */
function incidentPhases(log: ImportedLog, { onset, end }: IncidentMoments): IncidentPhases {
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

const spareMs = 1000;

/**
 * When the client of a replay must give up: where the recorded one did, and after every answer that it got.
 * @returns undefined where the default does
 */
export function recordedTimeoutMs(recording: Recording): number | undefined {
  let [answeredMs, givenUpMs] = [0, 0];
  for (let index = 0; index < recording.offsetsMs.length; index += 1) {
    const { tookMs, end } = recordedRequest(recording, index);
    if (end.kind === "timeout") givenUpMs = Math.max(givenUpMs, tookMs);
    else answeredMs = Math.max(answeredMs, tookMs);
  }
  if (givenUpMs > Math.max(1, answeredMs)) return givenUpMs;
  return answeredMs >= defaultTimeoutMs ? Math.ceil(answeredMs) + spareMs : undefined;
}
