import { readFileSync } from "node:fs";

/** Tells how long this process, when it could run, waited for a processor each time since the last look. */
export interface RunQueueProbe {
  /** Mean wait per turn in wall milliseconds; `undefined` when there was no turn, or no way to know (not Linux). */
  lookMs(): number | undefined;
}

interface RunQueue {
  readonly waitedNs: number;
  readonly turns: number;
}

/** Reads Linux's per-process scheduler statistics: time on a processor, time waiting for one, turns. */
export function runQueueProbe(): RunQueueProbe {
  let before = readRunQueue();
  return {
    lookMs: () => {
      const now = readRunQueue();
      if (now === undefined || before === undefined || now.turns === before.turns) return undefined;
      const meanNs = (now.waitedNs - before.waitedNs) / (now.turns - before.turns);
      before = now;
      return meanNs / 1e6;
    },
  };
}

function readRunQueue(): RunQueue | undefined {
  try {
    const [, waitedNs = Number.NaN, turns = Number.NaN] = readFileSync("/proc/self/schedstat", "utf8")
      .split(" ")
      .map(Number);
    return Number.isNaN(turns) ? undefined : { waitedNs, turns };
  } catch {
    return undefined;
  }
}
