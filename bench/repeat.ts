import { builtProgram } from "./built.ts";
import { usageOf } from "./program.ts";
import type { Row, Section } from "./section.ts";

/** Speed of repeated drills, and their memory. */
export const repeat: Section = {
  name: "repeat",
  summary:
    "The built program, whole process, on the virtual clock: drills of rapidly, 300 observations each. " +
    "Aims: 1 ms per drill, 3 s for 1,000 drills, and memory growth by the verdicts alone, a few KiB per drill.",
  run: async () => {
    const rows: Row[] = [];
    for (const drills of [1000, 4000]) {
      rows.push(await repeated(["run", "rapidly", "--repeat", String(drills), "--no-save"], drills));
    }
    rows.push(
      await repeated(
        ["compare", "rapidly", "--detector", "cusum", "--repeat", "1000", "--within", "10"],
        1000,
      ),
    );
    return rows;
  },
};

/** A program that imports scikit-learn, started for each drill and once. */
export const sessions: Section = {
  name: "sessions",
  summary:
    "The built program, whole process, with its children: 59 drills of rapidly with a detector of scikit-learn (Debian's python3), one " +
    "process for each log and one for many. Aim: at least ten times sooner.",
  run: async () => {
    const detector = "cmd:/usr/bin/python3 examples/python-detector/outliers.py";
    const study = [
      "run",
      "rapidly",
      "--repeat",
      "59",
      "--feed",
      "ndjson",
      "--detector",
      detector,
      "--no-save",
    ];
    const rows: Row[] = [];
    for (const jobs of [1, 2]) {
      for (const session of ["one", "many"])
        rows.push(await repeated([...study, "--jobs", String(jobs), "--session", session], 59));
    }
    return rows;
  },
};

/** A whole grid. Takes minutes. */
export const sweepSpeed: Section = {
  name: "sweep",
  summary:
    "A sweep of rapidly, 30 onsets by 20 delays by 200 drills, one thread per processor. Aim: 2 minutes.",
  runs: "when asked",
  run: async () => {
    const args = ["sweep", "rapidly", "--vary", "onset=90..119", "--vary", "attack.delayMs=15..500:log20"];
    const row = await repeated([...args, "--seeds", "200", "--report", "json", "--no-save"], 120_000);
    return [{ ...row, "cells a second": 600 / Number(row["wall s"]) }];
  },
};

async function repeated(args: readonly string[], drills: number): Promise<Row> {
  const { wallS, cpuS, peakMib } = await usageOf([builtProgram, ...args]);
  return {
    command: `firedrill ${args.join(" ")}`,
    "wall s": wallS,
    "CPU s": cpuS,
    "CPU ms a drill": (cpuS * 1000) / drills,
    "MiB, most": peakMib,
  };
}
