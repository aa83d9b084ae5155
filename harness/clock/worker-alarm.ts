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
 * An alarm on a worker that sleeps in `Atomics.wait`. It is set earlier by the median lateness of its wake-ups, so half
 * of them come a little early. setTimeout replaces the worker until it has started, and if it fails.
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
  // Adding a listener keeps the process alive, so unref comes last.
  worker.unref();

  return {
    set(inMs) {
      if (isClosing) return;
      setForMs = machine.monotonicMs() + inMs;
      active.set(inMs);
    },
    clear() {
      setForMs = undefined;
      // Clearing would let the process exit before the worker has terminated.
      if (!isClosing) active.clear();
    },
    async close() {
      isClosing = true;
      active.clear();
      await worker.terminate();
    },
  };
}

/** The alarm at this end of the line. It does not ring until the worker has started. */
function lineAlarm(machine: Machine, line: TimerLine, worker: Worker, ring: () => void): Alarm {
  const lead = wakeLead();

  worker.on("message", (message: unknown) => {
    if (message !== Atomics.load(line.setting, 0)) return;
    lead.learn(machine.monotonicMs() - (line.ringAtMs[0] ?? 0));
    ring();
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

/** How late wake-ups currently are on this machine, and so how much earlier to set them. */
interface WakeLead {
  /** 0.02 to 0.5. */
  leadMs(): number;
  /** @param lateMs - lateness of one wake-up. A busy thread makes it large, hence the median */
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
