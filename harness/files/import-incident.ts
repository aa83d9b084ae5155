import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { longestName } from "../../domain/text/name.ts";
import { logExists } from "../../log/files/file-errors.ts";
import type { ImportFile } from "../../log/import/read.ts";
import { loadImporter } from "../sources.ts";
import type { ImportedRequests, IncidentPhases, ScenarioPaths } from "./importer.ts";
import { formatMoment, momentIn } from "./moment.ts";

/** A log to be read, and when its incident was, in words. */
export interface IncidentOrder extends ImportFile {
  readonly onset: string;
  /** The first moment that is healthy again; absent: the log ends in the incident. */
  readonly end?: string;
}

/** A log and where in it the incident is. */
export interface ImportedIncident {
  readonly requests: ImportedRequests;
  readonly phases: IncidentPhases;
}

/** @throws FiredrillError what `readImport` throws, BAD_TIME, TIME_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS */
export async function readIncident(order: IncidentOrder): Promise<ImportedIncident> {
  const importer = await loadImporter();
  const requests = await importer.read(order);
  return { requests, phases: incidentPhases(requests, order) };
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
export function writeIncident(
  { requests, phases }: ImportedIncident,
  { path, onset }: IncidentOrder,
  paths: ScenarioPaths,
): void {
  const summary = `Recorded in ${basename(path)}; the incident began at ${onset}.`;
  requests.write(phases, { name: scenarioName(paths.csvPath), summary }, paths);
}

/** The file's own name, as far as a scenario may be called that. */
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
    `--out is "${out}", and a scenario is a YAML file.`,
    "Give a path that ends in .yaml; the recording is written beside it and ends in .csv.",
  );
}

/**
 * Divides a log by the times in its lines: as many requests as its lines before the onset say are healthy, and so on.
 * @throws FiredrillError BAD_TIME, TIME_OUTSIDE_LOG, NOTHING_BEFORE_ONSET, NO_INCIDENT_ROWS
 */
function incidentPhases(
  requests: ImportedRequests,
  { onset, end }: Pick<IncidentOrder, "onset" | "end">,
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
