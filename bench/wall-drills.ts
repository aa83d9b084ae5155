import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Verdict } from "../domain/verdict.ts";
import { runBuilt } from "./built.ts";
import { busyLoops } from "./busy-loops.ts";
import type { Row, Section } from "./section.ts";

const fewSeeds = [1, 2, 3, 4] as const;

/** Drills in wall time on an idle machine. */
export const rapidlyScaled: Section = {
  name: "rapidly-scaled",
  summary: `${drillsInWords("rapidly", "scaled:10")} Aim: detection within 3 observations.`,
  run: () => drillRows(["rapidly", "--clock", "scaled:10"], fewSeeds, oneByOne),
};

const follower = fileURLToPath(new URL("../examples/python-detector/detector.py", import.meta.url));

/** A remote detector that follows the log as it would in production. */
export const pythonFollower: Section = {
  name: "python-follower",
  summary:
    `${drillsInWords("rapidly", "scaled:10")} The detector is the Python example, unchanged, which reads the log in the ` +
    "original's format every 50 ms of wall time, or 500 ms of the drill's. Aim: received at most that long after firedrill read the row.",
  run: () =>
    drillRows(
      [
        "rapidly",
        "--clock=scaled:10",
        "--log-format=original",
        `--detector=cmd:python3 '${follower}' {log} 0.05`,
      ],
      fewSeeds,
      oneByOne,
    ),
};

/** The scenario `rapidly` at the original's pace. */
export const rapidlyReal: Section = {
  name: "rapidly-real",
  summary: `${drillsInWords("rapidly", "real")} Takes 4 min 13 s. Aim: detection within 3 observations.`,
  runs: "when asked",
  run: () => drillRows(["rapidly", "--clock", "real"], [1], oneByOne),
};

/** On a busy machine a drill in wall time must blame the machine and not the detector. */
export const slowlyBusy: Section = {
  name: "slowly-busy",
  summary:
    `${drillsInWords("slowly", "scaled:10")} Every processor is busy with other work. ` +
    "Aim: never NOT NOTICED; the drill is right or ends with MACHINE_TOO_BUSY.",
  async run() {
    const stopLoops = busyLoops(cpus().length);
    const rows = await drillRows(["slowly", "--clock", "scaled:10"], fewSeeds, allAtOnce);
    await stopLoops();
    return rows;
  },
};

function drillsInWords(scenario: string, clock: string): string {
  return (
    `\`firedrill run ${scenario} --clock ${clock}\`, the detector follows the file. ` +
    "Lag: the worst 99th percentile and the drill's limit, in milliseconds of its time, as are the hops from the switch " +
    "to the alert. Observations: affected ones until detection."
  );
}

type Order = (drills: readonly (() => Promise<readonly Row[]>)[]) => Promise<readonly (readonly Row[])[]>;

/** Runs drills one at a time, so that they do not disturb each other. */
export const oneByOne: Order = async (drills) => {
  const rows: (readonly Row[])[] = [];
  for (const drill of drills) rows.push(await drill());
  return rows;
};

const allAtOnce: Order = (drills) => Promise.all(drills.map((drill) => drill()));

/** One row per seed and gate of `firedrill run` with these arguments, ordered by seed. */
export async function drillRows(
  args: readonly string[],
  seeds: readonly number[],
  inOrder: Order,
): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const rows = await inOrder(seeds.map((seed) => () => drillRowsOf(args, seed, folder)));
    return rows.flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One row per gate of the drill, or one row with its error. */
async function drillRowsOf(drill: readonly string[], seed: number, folder: string): Promise<readonly Row[]> {
  const out = join(folder, String(seed));
  const args = ["run", ...drill, "--seed", String(seed), "--report", "json", "--out", out];
  const { output, exitCode } = await runBuilt(args);
  const verdict = await Promise.resolve(JSON.parse(output)).then((parsed: Verdict) => parsed);
  const facts = { seed, exit: String(exitCode), "lag ms": lagOf(verdict) };
  if (verdict.error !== undefined) return [{ ...facts, result: verdict.error.code, ...noFigures }];
  return verdict.detectors.map(({ severity, passed, incidents, hops }) => ({
    ...facts,
    result: passed ? "noticed" : "NOT NOTICED",
    severity,
    observations: incidents.map(({ delayAffected }) => delayAffected ?? "none").join(", "),
    hops: (hops?.[0]?.hops ?? []).map(({ name, ms }) => `${name} ${ms.toFixed(1)}`).join(", "),
  }));
}

/** A drill that cannot be trusted has no detectors. */
const noFigures = { severity: "", observations: "", hops: "" };

function lagOf({ lag }: Verdict): string {
  if (lag === undefined) return "";
  const { limitMs = Infinity, timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms } = lag;
  const worstMs = Math.max(timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms);
  return `${worstMs.toFixed(1)} of ${limitMs.toFixed(0)}`;
}
