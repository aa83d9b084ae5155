import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { Recording } from "../../domain/response/recording.ts";
import { recordedRequest } from "../../domain/response/recording.ts";
import { defaultTimeoutMs } from "../../domain/response/scenario.ts";
import type { TracePoint } from "../../domain/results/trace.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { logExists } from "../../log/files/file-errors.ts";
import { createLineFile } from "../../log/files/line-file.ts";
import type { ImportedLog, ImportFile } from "../../log/import/read.ts";
import { readImport } from "../../log/import/read.ts";
import { writeRecording } from "../../log/response/recording-file.ts";
import { formatMoment, momentIn } from "../files/moment.ts";

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
interface IncidentPhases {
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

/** A stretch of a recording in two numbers. */
export interface StretchFigures {
  readonly name: "before" | "incident" | "after";
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests with a status from 500, or without an answer. */
  readonly failed: number;
}

/** Response times before, in and, if there is any, after the incident. */
export function stretchFigures(recording: Recording, phases: IncidentPhases): readonly StretchFigures[] {
  const { before, during, after } = phases;
  const stretches = [
    { name: "before", from: 0, requests: before },
    { name: "incident", from: before, requests: during },
    { name: "after", from: before + during, requests: after },
  ] as const;
  return stretches.flatMap(({ name, from, requests }) => {
    if (requests === 0) return [];
    const took = recording.tookMicros.subarray(from, from + requests);
    const failed = failuresIn(recording, from, from + requests);
    return [
      { name, requests, p50Ms: quantileOf(took, 0.5) / 1000, p99Ms: quantileOf(took, 0.99) / 1000, failed },
    ];
  });
}

function failuresIn(recording: Recording, from: number, until: number): number {
  let failed = 0;
  for (let index = from; index < until; index += 1) if (isFailed(recording, index)) failed += 1;
  return failed;
}

function isFailed(recording: Recording, index: number): boolean {
  const { end } = recordedRequest(recording, index);
  return end.kind !== "answered" || end.status >= 500;
}

/**
 * A point for each column of a picture, in order of leaving: the response time that nine in ten of its requests do not
 * exceed, failed when more than half of them did.
 */
export function recordingTrace(recording: Recording, width: number): readonly TracePoint[] {
  const rows = recording.offsetsMs.length;
  const count = Math.min(rows, width);
  return Array.from({ length: count }, (_, index) => {
    const [from, until] = [index, index + 1].map((column) => Math.floor((column * rows) / count));
    const took = recording.tookMicros.subarray(from, until);
    const failed = failuresIn(recording, from ?? 0, until ?? 0) * 2 > took.length;
    const atMs = recording.offsetsMs[from ?? 0] ?? 0;
    return { index, atMs, elapsedMs: quantileOf(took, 0.9) / 1000, failed };
  });
}

const halfBits = 16;
const halves = 65_536;

/**
 * The smallest value that this share of the values does not exceed, exactly, without a copy of them: counts the upper
 * halves of their bits, then the lower halves of those that share the right upper one.
 * @param share - above 0, at most 1
 * @returns 0 of nothing
 */
export function quantileOf(values: Uint32Array, share: number): number {
  const counts = new Uint32Array(halves);
  let rank = Math.max(1, Math.ceil(share * values.length));
  for (const value of values) increment(counts, value >>> halfBits);
  const upper = binOf(counts, rank);
  rank -= upper.before;
  counts.fill(0);
  for (const value of values) if (value >>> halfBits === upper.bin) increment(counts, value % halves);
  return values.length === 0 ? 0 : upper.bin * halves + binOf(counts, rank).bin;
}

function increment(counts: Uint32Array, bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** The bin that holds the value of this rank, from 1, and how many values stand in the bins before it. */
function binOf(counts: Uint32Array, rank: number): { readonly bin: number; readonly before: number } {
  let before = 0;
  for (const [bin, count] of counts.entries()) {
    if (before + count >= rank) return { bin, before };
    before += count;
  }
  return { bin: 0, before: 0 };
}
