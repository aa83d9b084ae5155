import { join } from "node:path";
import { incidentBook } from "../../domain/incident.ts";
import type { UserBase } from "../../domain/login/user-base.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { LogSource, RowOf, Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import { writeUserBase } from "../../log/login/user-base.ts";
import { simulate } from "../drill/simulate.ts";
import { simulateLogins } from "../login/simulate.ts";
import { freeFiles, makeFolderForFiles } from "./free-files.ts";
import { openLogPair } from "./log-pair.ts";
import { openRunFolder } from "./run-folder.ts";

export interface FolderSimulation {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outDir: string;
}

/** How many there are of each. */
export interface SimulatedFolder {
  readonly rows: number;
  readonly incidents: number;
  /** Absent where nobody logs in. */
  readonly users?: number;
  readonly files: readonly string[];
}

const logFiles = ["observed.csv", "labelled.csv", "incidents.json"];
const userFiles = ["user_base.txt", "user_ips.json"];
const batchBytes = 65_536;

/**
 * Writes what a drill of the scenario on the virtual clock would log, without sockets and in bounded memory; and the user
 * base of a scenario of logins. The folder is made if need be.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE, OUT_NOT_WRITABLE
 */
export function simulateToFolder({ scenario, seed, outDir }: FolderSimulation): SimulatedFolder {
  switch (scenario.source) {
    case "response": {
      const files = freeFiles(outDir, logFiles);
      return { ...writeLogs(outDir, "response", simulate(scenario, seed)), files };
    }
    case "login": {
      const files = freeFiles(outDir, [...logFiles, ...userFiles]);
      const users = usersOf(scenario, seed);
      const written = writeLogs(outDir, "login", simulateLogins(scenario, seed));
      writeUsers(outDir, users);
      return { ...written, users: users.length, files };
    }
  }
}

function writeUsers(outDir: string, users: UserBase): void {
  writeUserBase(join(outDir, "user_ips.json"), join(outDir, "user_base.txt"), users);
}

function writeLogs<S extends LogSource>(
  outDir: string,
  source: S,
  rows: Iterable<Labelled<RowOf<S>>>,
): Pick<SimulatedFolder, "rows" | "incidents"> {
  makeFolderForFiles(outDir);
  const folder = openRunFolder(outDir);
  const book = incidentBook();
  let count = 0;
  const logs = openLogPair({
    source,
    observedPath: folder.fileNamed("observed.csv"),
    format: "csv",
    labelledPath: folder.fileNamed("labelled.csv"),
    bufferBytes: batchBytes,
  });
  try {
    for (const row of rows) {
      logs.write(row);
      book.add(row);
      count += 1;
    }
  } finally {
    logs.close();
  }
  const incidents = book.finish();
  folder.writeJson("incidents.json", incidents);
  return { rows: count, incidents: incidents.length };
}
