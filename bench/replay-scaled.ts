import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runBuilt } from "./built.ts";
import type { Row, Section } from "./section.ts";
import { drillRows, oneByOne } from "./wall-drills.ts";

const recording = "../test/golden/knn/rapidly-0.5.server_response.csv";
const onset = "2026-11-20T10:43:20.531";
const runs = [1, 2, 3] as const;

/** Compares detection of an imported incident on scaled:10 with the virtual clock. */
export const replayScaled: Section = {
  name: "replay-scaled",
  summary:
    "A recorded run of the original with its onset through `firedrill import`, then `firedrill run` with kNN at its " +
    "defaults: once on the virtual clock, which replays the recorded data exactly, then on scaled:10, one run at a time. " +
    "Observations: affected ones until detection. A run with MACHINE_TOO_BUSY is not repeated. Lag and hops: as in " +
    "`rapidly-scaled`. Aim: within one observation of the virtual clock.",
  async run() {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
    try {
      const scenario = await importedIn(folder);
      return [...(await rowsOn("virtual", scenario, [1])), ...(await rowsOn("scaled:10", scenario, runs))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** @returns the path of the scenario */
async function importedIn(folder: string): Promise<string> {
  const log = fileURLToPath(new URL(recording, import.meta.url));
  const out = join(folder, "incident.yaml");
  const { exitCode, output } = await runBuilt(["import", log, "--onset", onset, "--out", out]);
  if (exitCode !== 0) throw new Error(`the import ended with exit code ${exitCode}: ${output}`);
  return out;
}

async function rowsOn(clock: string, scenario: string, seeds: readonly number[]): Promise<readonly Row[]> {
  const rows = await drillRows([scenario, "--clock", clock, "--detector", "knn"], seeds, oneByOne);
  return rows.map((row) => ({ clock, ...row }));
}
