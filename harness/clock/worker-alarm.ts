import type { Worker } from "node:worker_threads";
import { upperMiddle } from "../../domain/numbers/quantile.ts";
import { startOwnWorker } from "../world/own-module.ts";
import type { Alarm, Machine } from "./alarm.ts";
import { nearAlarm, timeoutAlarm } from "./alarm.ts";
import type { TimerLine } from "./timer-line.ts";
import { timerLine, timerLineBytes } from "./timer-line.ts";

/** An alarm with a thread of its own. */
export interface WorkerAlarm extends Alarm {
  /** Ends the thread. */
  close(): Promise<void>;
}

/**
 * Rings by a worker that sleeps in `Atomics.wait` and is asked for as much earlier as its wake-ups use to be late, so
 * that half of them come a little early. Until the worker has started, and should it ever die, setTimeout stands in.
 */
export function workerAlarm(machine: Machine, ring: () => void): WorkerAlarm {
  const memory = new SharedArrayBuffer(timerLineBytes);
  const line = timerLine(memory);
  line.ringAtMs[0] = Infinity;
  const worker = startOwnWorker("harness/clock/timer-worker", memory);
  const standIn = nearAlarm(timeoutAlarm(machine, ring), () => longestLeadMs, ring);
  const exact = lineAlarm(machine, line, worker, ring);
  let active = standIn;
  let setForMs: number | undefined;
  let isClosing = false;

  function use(alarm: Alarm): void {
    active.clear();
    active = alarm;
    if (setForMs !== undefined) active.set(setForMs - machine.monotonicMs());
  }

  worker.on("message", (message: unknown) => {
    if (message === "ready") use(exact);
  });
  worker.on("error", () => use(standIn));
  // Only now, for to listen is to hold the process.
  worker.unref();

  return {
    set(inMs) {
      if (isClosing) return;
      setForMs = machine.monotonicMs() + inMs;
      active.set(inMs);
    },
    clear() {
      setForMs = undefined;
      // Its end is waited for, and to clear is to let the process go before.
      if (!isClosing) active.clear();
    },
    async close() {
      isClosing = true;
      active.clear();
      await worker.terminate();
    },
  };
}

/** The alarm at our end of the line; deaf until the worker has started. */
function lineAlarm(machine: Machine, line: TimerLine, worker: Worker, ring: () => void): Alarm {
  const lead = wakeLead();

  worker.on("message", (message: unknown) => {
    if (message !== Atomics.load(line.setting, 0)) return;
    const askedForMs = line.ringAtMs[0] ?? 0;
    ring();
    lead.learn(machine.monotonicMs() - askedForMs);
  });

  const alarm: Alarm = {
    set(inMs) {
      worker.ref();
      line.ringAtMs[0] = machine.monotonicMs() + inMs - lead.leadMs();
      Atomics.add(line.setting, 0, 1);
      Atomics.notify(line.setting, 0);
    },
    clear: () => worker.unref(),
  };
  return nearAlarm(alarm, () => lead.leadMs(), ring);
}

/** How much too late a wake-up comes on this machine these days, and so how much earlier to ask for it. */
interface WakeLead {
  /** 0.02 to 0.5. */
  leadMs(): number;
  /** @param lateMs - what one wake-up was late by; a thread that was kept busy makes it large, which is why a median is taken */
  learn(lateMs: number): void;
}

export const shortestLeadMs = 0.02;
export const longestLeadMs = 0.5;
const firstLeadMs = 0.1;
const samplesKept = 31;

/** The running median of the last 31 samples. */
export function wakeLead(): WakeLead {
  const samples = new Float64Array(samplesKept);
  let learned = 0;
  let leadMs = firstLeadMs;

  return {
    leadMs: () => leadMs,
    learn(lateMs) {
      samples[learned % samplesKept] = lateMs;
      learned += 1;
      const count = Math.min(learned, samplesKept);
      const median = upperMiddle(samples.subarray(0, count).toSorted()) ?? firstLeadMs;
      leadMs = Math.min(Math.max(median, shortestLeadMs), longestLeadMs);
    },
  };
}
