import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseInstant } from "../domain/time/instant.ts";
import { monotonicMs } from "../harness/clock/clock.ts";
import { originalMonth } from "../harness/login/original/month.ts";
import { makeOriginalUserBase } from "../harness/login/original/simulate-to-folder.ts";
import { simulateLogins } from "../harness/login/simulate.ts";
import { login } from "../scenarios/login/login.ts";
import { builtProgram } from "./built.ts";
import { usageOf } from "./program.ts";
import { median } from "./section.ts";
import type { Row, Section } from "./section.ts";

const rounds = 15;
const seed = 0;
const startMs = parseInstant("2018-11-01T00:00:00Z") ?? 0;

/** A simulator of a month of login attempts. */
interface Flavour {
  readonly name: string;
  /** @returns the number of attempts */
  readonly simulate: () => number;
  readonly args: readonly string[];
}

const flavours: readonly Flavour[] = [
  {
    name: "--compat original",
    simulate: () =>
      originalMonth({ users: makeOriginalUserBase(seed), seed, days: 30, startMs, addresses: "one" }).rows
        .length,
    args: ["--compat", "original"],
  },
  { name: "firedrill's own", simulate: () => [...simulateLogins(login, seed)].length, args: [] },
];

export const loginMonth: Section = {
  name: "login-month",
  summary:
    "Thirty days of login attempts as labelled rows in memory: the first run in a process and the median of " +
    `${rounds}; and the built program, whole process, with its files. ` +
    "Aims: 300 ms and 90 MiB. The original takes 13.7 s of CPU for the month, and its analysis 91 MiB.",
  async run() {
    const table: Row[] = [];
    for (const flavour of flavours) table.push(await rowOf(flavour));
    return table;
  },
};

async function rowOf({ name, simulate, args: extra }: Flavour): Promise<Row> {
  const [first, ...others] = Array.from({ length: rounds + 1 }, () => timed(simulate));
  const folder = mkdtempSync(join(tmpdir(), "firedrill-bench-"));
  try {
    const args = ["simulate", "login", "--seed", String(seed), ...extra, "--out", join(folder, "out")];
    const { cpuS, peakMib } = await usageOf([builtProgram, ...args]);
    return {
      flavour: name,
      attempts: first?.attempts ?? 0,
      "first ms": first?.tookMs ?? 0,
      "median ms": median(others.map(({ tookMs }) => tookMs)),
      "program CPU s": cpuS,
      "program peak MiB": peakMib,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Timed {
  readonly attempts: number;
  readonly tookMs: number;
}

function timed(simulate: Flavour["simulate"]): Timed {
  const startedMs = monotonicMs();
  const attempts = simulate();
  return { attempts, tookMs: monotonicMs() - startedMs };
}
