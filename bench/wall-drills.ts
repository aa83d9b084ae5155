import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "../domain/verdict.ts";
import { runBuilt } from "./built.ts";
import { busyLoops } from "./busy-loops.ts";
import type { Row, Section } from "./section.ts";

const fewSeeds = [1, 2, 3, 4] as const;

/** What a drill in wall time finds when nothing else is asked of the machine. */
export const rapidlyScaled: Section = {
  name: "rapidly-scaled",
  summary: `${drillsInWords("rapidly", "scaled:10")} Aim: noticed in at most 3 observations.`,
  run: () => drillRows("rapidly", "scaled:10", fewSeeds),
};

/** The same at the pace of the original. */
export const rapidlyReal: Section = {
  name: "rapidly-real",
  summary: `${drillsInWords("rapidly", "real")} Takes 4 min 13 s. Aim: noticed in at most 3 observations.`,
  runs: "when asked",
  run: () => drillRows("rapidly", "real", [1]),
};

/** Whether a drill in wall time blames the machine, and not the detector, when the machine is busy. */
export const slowlyBusy: Section = {
  name: "slowly-busy",
  summary:
    `${drillsInWords("slowly", "scaled:10")} Every processor is kept busy by something else. ` +
    "Aim: never NOT NOTICED; the drill is right or says that it is invalid.",
  async run() {
    const quieten = busyLoops(cpus().length);
    const rows = await drillRows("slowly", "scaled:10", fewSeeds);
    await quieten();
    return rows;
  },
};

function drillsInWords(scenario: string, clock: string): string {
  return (
    `\`firedrill run ${scenario} --clock ${clock}\`, all seeds at the same time, detector behind the file. ` +
    "Delays count affected observations to WARNING or ERROR as asked; hops are milliseconds of the drill's time from " +
    "the switch to the alert; lag: the worst 99th percentile."
  );
}

async function drillRows(scenario: string, clock: string, seeds: readonly number[]): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const rows = await Promise.all(seeds.map((seed) => drillRowsOf(scenario, clock, seed, folder)));
    return rows.flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A row for each gate of the drill. */
async function drillRowsOf(
  scenario: string,
  clock: string,
  seed: number,
  folder: string,
): Promise<readonly Row[]> {
  const out = join(folder, String(seed));
  const args = ["run", scenario, "--clock", clock, "--seed", String(seed), "--report", "json", "--out", out];
  const { output, exitCode } = await runBuilt(args);
  const verdict = await Promise.resolve(JSON.parse(output)).then((said: Verdict) => said);
  return verdict.detectors.map(({ severity, incidents, hops }, gate) => ({
    seed,
    severity,
    said: saidOf(verdict, gate),
    exit: String(exitCode),
    "delay in observations": incidents.map(({ delayAffected }) => delayAffected ?? "none").join(", "),
    hops: (hops?.[0]?.hops ?? []).map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(", "),
    "lag ms": lagOf(verdict),
  }));
}

function saidOf({ error, detectors }: Verdict, gate: number): string {
  if (error !== undefined) return error.code === "MACHINE_TOO_BUSY" ? "invalid" : error.code;
  return detectors[gate]?.passed === true ? "noticed" : "NOT NOTICED";
}

function lagOf({ lag }: Verdict): string {
  if (lag === undefined) return "";
  const { limitMs = Infinity, timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms } = lag;
  const worstMs = Math.max(timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms);
  return `${worstMs.toFixed(1)} of ${limitMs.toFixed(0)}`;
}
