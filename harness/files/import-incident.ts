import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { longestName } from "../../domain/text/name.ts";
import { logExists } from "../../log/files/file-errors.ts";
import type { ImportFile } from "../../log/import/read.ts";
import { nameOf } from "../../log/files/stream.ts";
import { loadImporter } from "../sources.ts";
import type { ImportedRequests, IncidentPhases, ScenarioPaths } from "./importer.ts";
import { writeWholeFolder } from "./whole-folder.ts";
import type { LogTimes } from "./moment.ts";
import { formatMoment, momentIn } from "./moment.ts";

/** A log to read and the time of its incident, as text. */
export interface IncidentSettings extends ImportFile, IncidentTimes {}

export interface IncidentTimes {
  readonly onset: string;
  /** The first healthy moment after the incident. Without it the incident lasts to the end of the log. */
  readonly end?: string;
}

/** A log and the position of its incident. */
export interface ImportedIncident {
  readonly requests: ImportedRequests;
  readonly phases: IncidentPhases;
}

/** @throws FiredrillError what `readImport` throws, BAD_TIME, TIME_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS */
export async function readIncident(settings: IncidentSettings): Promise<ImportedIncident> {
  const requests = await readRequests(settings, settings.onset);
  return { requests, phases: incidentPhases(requests, settings) };
}

/**
 * Reads a log whose incident may be unknown.
 * @throws FiredrillError what `readImport` throws
 */
export async function readRequests(file: ImportFile, onset: string | undefined): Promise<ImportedRequests> {
  const importer = await loadImporter();
  if (onset === undefined) return importer.read(file);
  return importer.read({ ...file, onsetMs: (log) => momentOrNone(log, onset) });
}

/** The onset in a log that is not yet understood; whatever is wrong with it is said once the log is. */
function momentOrNone(log: LogTimes, onset: string): number | undefined {
  try {
    return momentIn(log, "onset", onset);
  } catch {
    return undefined;
  }
}

/**
 * @param out - as the user wrote it, ending in .yaml or .yml
 * @throws FiredrillError BAD_OUT, LOG_EXISTS if either file exists
 */
export function checkedPaths(out: string): ScenarioPaths {
  const ending = extname(out);
  if (!/^\.ya?ml$/i.test(ending)) throw badOut(out);
  const csvPath = join(dirname(out), `${basename(out, ending)}.csv`);
  for (const path of [out, csvPath]) if (existsSync(path)) throw logExists(path);
  return { yamlPath: out, csvPath };
}

/**
 * Writes the recording and the scenario that plays it, both or neither.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeIncident(
  { requests, phases }: ImportedIncident,
  { log, onset }: Pick<IncidentSettings, "log" | "onset">,
  paths: ScenarioPaths,
): void {
  const summary = `Recorded in ${basename(nameOf(log))}; the incident began at ${onset}.`;
  const title = { name: scenarioName(paths.csvPath), summary };
  writeWholeFolder(dirname(paths.yamlPath), (unfinished) => {
    const inFolder = (final: string): string => join(unfinished, basename(final));
    const { yamlPath, csvPath } = paths;
    requests.write(phases, title, { yamlPath: inFolder(yamlPath), csvPath: inFolder(csvPath) });
  });
}

/** The file's name, reduced to the characters and length that a scenario name allows. */
function scenarioName(csvPath: string): string {
  const name = basename(csvPath, extname(csvPath))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, longestName)
    .replace(/-+$/, "");
  return name === "" ? "incident" : name;
}

function badOut(out: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OUT",
    `Invalid --out "${out}": expected a path that ends in .yaml or .yml.`,
    "The recording is written beside it, with the extension .csv.",
  );
}

/**
 * Divides a log into phases by the times of its lines.
 * @throws FiredrillError BAD_TIME, TIME_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS
 */
function incidentPhases(
  requests: ImportedRequests,
  { onset, end }: Pick<IncidentSettings, "onset" | "end">,
): IncidentPhases {
  const { log, count, countBefore } = requests;
  const onsetMs = momentIn(log, "onset", onset);
  const endMs = end === undefined ? Infinity : momentIn(log, "end", end);
  if (endMs <= onsetMs) throw noIncidentRows(onset, end ?? "");
  const before = countBefore(onsetMs);
  const until = end === undefined ? count : countBefore(endMs);
  if (before === 0) throw nothingBefore(requests, onset);
  if (until === before) throw noIncidentRows(onset, end ?? "");
  return { before, during: until - before, after: count - until };
}

function nothingBefore({ log }: ImportedRequests, onset: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_BEFORE_ONSET",
    `No request before --onset ${onset}: the log begins at ${formatMoment(log, log.span.fromMs)}.`,
    "A detector must see healthy requests first: give a later onset, or a log that begins earlier.",
  );
}

function noIncidentRows(onset: string, end: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_INCIDENT_ROWS",
    `No request between --onset ${onset} and --end ${end}.`,
    "The end is the first healthy moment after the incident: give a later one, or leave it out.",
  );
}
