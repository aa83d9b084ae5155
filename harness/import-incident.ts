import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { FiredrillError } from "../domain/error.ts";
import { logExists } from "../log/file-errors.ts";
import type { ImportFile, ImportedLog } from "../log/import/read-import.ts";
import { readImport } from "../log/import/read-import.ts";
import { createLineFile } from "../log/line-file.ts";
import { writeRecording } from "../log/recording-file.ts";
import type { IncidentMoments, IncidentPhases } from "./incident-phases.ts";
import { incidentPhases } from "./incident-phases.ts";
import { scenarioYaml } from "./incident-yaml.ts";

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
