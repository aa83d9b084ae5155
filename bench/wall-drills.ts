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
    "Aim: never NOT NOTICED; the drill is right or says MACHINE_TOO_BUSY.",
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
    "Lag: the worst 99th percentile and the drill's limit, in milliseconds of its time, as are the hops from the switch " +
    "to the alert. Observations: affected ones until it was noticed."
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

/** A row for each gate of the drill, or one that says why there is none. */
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
  const drill = { seed, exit: String(exitCode), "lag ms": lagOf(verdict) };
  if (verdict.error !== undefined) return [{ ...drill, said: verdict.error.code, ...nothingSaid }];
  return verdict.detectors.map(({ severity, passed, incidents, hops }) => ({
    ...drill,
    said: passed ? "noticed" : "NOT NOTICED",
    severity,
    observations: incidents.map(({ delayAffected }) => delayAffected ?? "none").join(", "),
    hops: (hops?.[0]?.hops ?? []).map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(", "),
  }));
}

/** A drill that cannot be trusted has no detectors. */
const nothingSaid = { severity: "", observations: "", hops: "" };

function lagOf({ lag }: Verdict): string {
  if (lag === undefined) return "";
  const { limitMs = Infinity, timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms } = lag;
  const worstMs = Math.max(timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms);
  return `${worstMs.toFixed(1)} of ${limitMs.toFixed(0)}`;
}
