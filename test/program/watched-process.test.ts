import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ProcessPhase } from "../../domain/process/scenario.ts";
import { identityOf } from "../../domain/process/proc.ts";
import { procFiles } from "../../mock-server/process/proc-files.ts";
import { processHang } from "../../scenarios/process/process-hang.ts";
import { testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import { firedrill, startFiredrill } from "./firedrill.ts";

const isLinux = process.platform === "linux";

/** Hangs for so long, and asks a detector to notice what it cannot, or nothing. */
function scenarioFile(folder: string, seconds: number, expectations: readonly object[] = []): string {
  const path = join(folder, "short.json");
  const phases: readonly ProcessPhase[] = [
    { mode: "normal", seconds: 1 },
    { mode: "hang", seconds },
  ];
  const hang = { kind: "hang", percent: 100 };
  const modes = { ...processHang.modes, hang };
  writeFileSync(path, JSON.stringify({ ...processHang, name: "short", modes, phases, expect: expectations }));
  return path;
}

/** The pid in the newest row of a drill's log. */
function pidIn(out: string): number {
  const [folder = ""] = existsSync(out) ? readdirSync(out) : [];
  const path = join(out, folder, "observed.csv");
  const [, row = ""] = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return Number(row.split(",")[3] ?? 0);
}

const isGone = (pid: number): boolean => identityOf(procFiles, pid) === undefined;

const impossible = { detector: "threshold", options: { limit: 1000 }, severity: "error", within: 1 };

test.runIf(isLinux).for([
  ["passed", 0, [{ ...impossible, outcome: "missed" }]],
  ["failed", 1, [impossible]],
] as const)("after a drill that %s (exit code %i) its process is gone", async ([, code, expectations]) => {
  const folder = testFolder();
  const out = join(folder, "out");

  const path = scenarioFile(folder, 1, expectations);
  const finished = await firedrill(["run", path, "--clock", "real", "--out", out]);

  // A machine that is too busy for any drill still must not leave a process.
  expect([code, 3]).toContain(finished.code);
  expect(pidIn(out)).toBeGreaterThan(0);
  expect(isGone(pidIn(out))).toBe(true);
});

test.runIf(isLinux).for(["SIGINT", "SIGKILL"] as const)(
  "after %s a process with a blocked main thread is gone",
  async (signal) => {
    const folder = testFolder();
    const out = join(folder, "out");
    const args = ["run", scenarioFile(folder, 600, [impossible]), "--clock", "real", "--out", out];
    const program = startFiredrill(args);
    await until(() => pidIn(out) > 0);
    const pid = pidIn(out);
    expect(isGone(pid)).toBe(false);

    program.kill(signal);
    await program.finished;

    await until(() => isGone(pid));
    expect(isGone(pid)).toBe(true);
  },
);
