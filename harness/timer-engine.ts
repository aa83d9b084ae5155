import { timerQueue } from "./timer-queue.ts";
import type { TimerQueue } from "./timer-queue.ts";
import type { WorkerAlarm } from "./worker-alarm.ts";

/** Sleeping on a clock that runs by itself. */
export interface TimerEngine {
  /** As `Clock.sleepUntilMs`; also rejects when the engine is closed. */
  sleepUntilMs(atMs: number, signal?: AbortSignal): Promise<void>;
  /** Rejects who still sleeps, and whoever comes later. */
  close(): Promise<void>;
}

/** The arguments are those of `timerQueue`. */
export function timerEngine(
  machineMsUntil: (atMs: number) => number,
  startAlarm: (ring: () => void) => WorkerAlarm,
): TimerEngine {
  const queue = timerQueue(machineMsUntil, startAlarm);
  let closed: Error | undefined;

  return {
    async sleepUntilMs(atMs, signal) {
      if (Number.isNaN(atMs)) throw new RangeError("NaN is not an instant.");
      signal?.throwIfAborted();
      if (closed !== undefined) throw closed;
      if (machineMsUntil(atMs) > 0) await fallAsleep(queue, atMs, signal);
    },
    async close() {
      closed ??= new Error("The clock was closed before the instant came.");
      await queue.close(closed);
    },
  };
}

function fallAsleep(queue: TimerQueue, atMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      leave();
      reject(signal?.reason);
    };
    const forget = (): void => signal?.removeEventListener("abort", abort);
    const leave = queue.add(atMs, {
      wake: () => {
        forget();
        resolve();
      },
      refuse: (reason) => {
        forget();
        reject(reason);
      },
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}
