import { incidentCollector } from "../../domain/incident.ts";
import type { Scenario } from "../../domain/sources.ts";
import { simulate } from "../drill/simulate.ts";
import type { Count } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { freeFiles, makeFolderForFiles } from "./free-files.ts";
import { batchBytes, openLogPair } from "./log-pair.ts";
import { openRunFolder } from "./run-folder.ts";

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
 * source. Makes the folder if needed.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, OUT_NOT_WRITABLE
 */
export function simulateToFolder({ scenario, seed, outDir }: FolderSimulation): SimulatedFolder {
  const { companions } = harnessKit(scenario.source).play;
  const files = freeFiles(outDir, [...logFiles, ...companions.names]);
  makeFolderForFiles(outDir);
  const written = writeLogs({ scenario, seed, outDir });
  return { ...written, companions: companions.write(outDir, scenario, seed), files };
}

function writeLogs({
  scenario,
  seed,
  outDir,
}: FolderSimulation): Pick<SimulatedFolder, "rows" | "incidents"> {
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
    }
  } finally {
    logs.close();
  }
  const incidents = collector.finish();
  folder.writeJson("incidents.json", incidents);
  return { rows: count, incidents: incidents.length };
}
