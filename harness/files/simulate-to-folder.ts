import { setImmediate } from "node:timers/promises";
import { incidentCollector } from "../../domain/incident.ts";
import type { Scenario } from "../../domain/sources.ts";
import { interrupted } from "../drill/interrupted.ts";
import { simulate } from "../drill/simulate.ts";
import type { Count } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { freeFiles } from "./free-files.ts";
import { batchBytes, openLogPair } from "./log-pair.ts";
import { openRunFolder } from "./run-folder.ts";
import { beginFolder, throwAtFinalPath } from "./whole-folder.ts";

export interface FolderSimulation {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outDir: string;
}

/** Counts and paths of what was written. */
export interface SimulatedFolder {
  readonly rows: number;
  readonly incidents: number;
  /** Counts in the source's companion files. */
  readonly companions: readonly Count[];
  readonly files: readonly string[];
}

const logFiles = ["observed.csv", "labelled.csv", "incidents.json"];

/**
 * Writes the log of a drill on the virtual clock, without sockets and in bounded memory, and the companion files of its
 * source. Makes the folder if needed. The files appear when all are whole; if the signal is aborted before, none does.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, OUT_NOT_WRITABLE, INTERRUPTED
 */
export async function simulateToFolder(
  { scenario, seed, outDir }: FolderSimulation,
  signal: AbortSignal,
): Promise<SimulatedFolder> {
  const { companions } = harnessKit(scenario.source).play;
  const files = freeFiles(outDir, [...logFiles, ...companions.names]);
  const unfinished = beginFolder(outDir);
  try {
    const written = await writeLogs({ scenario, seed, outDir: unfinished.path }, signal);
    const counts = companions.write(unfinished.path, scenario, seed);
    unfinished.finish();
    return { ...written, companions: counts, files };
  } catch (error) {
    return throwAtFinalPath(error, unfinished.path, outDir);
  } finally {
    unfinished.remove();
  }
}

/** Between two looks at the signal. */
const batchRows = 10_000;

async function writeLogs(
  { scenario, seed, outDir }: FolderSimulation,
  signal: AbortSignal,
): Promise<Pick<SimulatedFolder, "rows" | "incidents">> {
  const folder = openRunFolder(outDir);
  const collector = incidentCollector();
  let count = 0;
  const logs = openLogPair({
    source: scenario.source,
    observedPath: folder.fileNamed("observed.csv"),
    format: "csv",
    labelledPath: folder.fileNamed("labelled.csv"),
    bufferBytes: batchBytes,
  });
  try {
    for (const row of simulate(scenario, seed)) {
      logs.write(row);
      collector.add(row);
      count += 1;
      if (count % batchRows === 0) await setImmediate();
      if (signal.aborted) throw interrupted(undefined);
    }
  } finally {
    logs.close();
  }
  const incidents = collector.finish();
  folder.writeJson("incidents.json", incidents);
  return { rows: count, incidents: incidents.length };
}
