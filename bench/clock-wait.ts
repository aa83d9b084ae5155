import { Worker } from "node:worker_threads";
import { randomStream } from "../domain/chance/random.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import type { RunningClock } from "../harness/clock/clock.ts";
import { percentile } from "./section.ts";
import type { Row, Section } from "./section.ts";

const measuredMs = 1000;
const warmUpMs = 300;

/** Numbers of simultaneous sleepers, and the length of each sleep, varied by up to 10 %. */
const crowds = [
  { waiting: 1, waitMs: 10 },
  { waiting: 100, waitMs: 100 },
  { waiting: 500, waitMs: 500 },
] as const;

type Crowd = (typeof crowds)[number];
type Sleep = (atMs: number) => Promise<void>;

/** How exactly the real clock's sleeps end. */
export const clockWait: Section = {
  name: "clock-wait",
  summary:
    "Error of a sleep, in microseconds after the target instant (negative is early): the real clock against plain " +
    "setTimeout. Busy: another thread spins. CPU is the share of one core, all threads of the process.",
  async run() {
    const clock = realClock(newClockOrigin());
    await clock.sleepUntilMs(clock.nowMs() + warmUpMs);
    const quiet = await rowsBeside(clock, "nothing");
    const spinner = new Worker("for (;;);", { eval: true });
    const busy = await rowsBeside(clock, "a busy thread");
    await spinner.terminate();
    await clock.close();
    return [...quiet, ...busy];
  },
};

async function rowsBeside(clock: RunningClock, beside: "nothing" | "a busy thread"): Promise<readonly Row[]> {
  const sleeps: Readonly<Record<string, Sleep>> = {
    "real clock": (atMs) => clock.sleepUntilMs(atMs),
    setTimeout: (atMs) => new Promise((resolve) => setTimeout(resolve, atMs - clock.nowMs())),
  };
  const rows: Row[] = [];
  for (const crowd of crowds) {
    for (const [by, sleep] of Object.entries(sleeps)) {
      await errorsMs(clock, sleep, crowd, warmUpMs);
      const cpuBefore = process.cpuUsage();
      const errors = await errorsMs(clock, sleep, crowd, measuredMs);
      const { user, system } = process.cpuUsage(cpuBefore);
      const cpu = beside === "nothing" ? `${((user + system) / measuredMs / 10).toFixed(0)} %` : "";
      rows.push({ beside, waiting: crowd.waiting, "sleep by": by, ...summaryOf(errors), cpu });
    }
  }
  return rows;
}

/** The error of every sleep while all sleepers sleep repeatedly. */
async function errorsMs(
  clock: RunningClock,
  sleep: Sleep,
  { waiting, waitMs }: Crowd,
  forMs: number,
): Promise<readonly number[]> {
  const endMs = clock.nowMs() + forMs;
  const errors: number[] = [];
  await Promise.all(
    Array.from({ length: waiting }, async (_, sleeper) => {
      const chance = randomStream(sleeper, "clock-wait")(0);
      await sleep(clock.nowMs() + waitMs * chance.uniform());
      while (clock.nowMs() < endMs) {
        const atMs = clock.nowMs() + waitMs * (0.9 + 0.2 * chance.uniform());
        await sleep(atMs);
        errors.push(clock.nowMs() - atMs);
      }
    }),
  );
  return errors;
}

function summaryOf(errors: readonly number[]): Row {
  const sorted = errors.map((ms) => ms * 1000).sort((one, other) => one - other);
  return {
    sleeps: String(sorted.length),
    "min us": percentile(sorted, 0),
    "p50 us": percentile(sorted, 0.5),
    "p90 us": percentile(sorted, 0.9),
    "p99 us": percentile(sorted, 0.99),
    "max us": percentile(sorted, 1),
  };
}
