import { Agenda } from "../../domain/time/agenda.ts";
import type { WorkerAlarm } from "./worker-alarm.ts";

/** Sleeps on a clock that follows wall time. */
interface TimerEngine {
  /** Like `Clock.sleepUntilMs`. Also rejects when the engine is closed. */
  sleepUntilMs(atMs: number, signal?: AbortSignal): Promise<void>;
  /** Rejects current and later sleeps. */
  close(): Promise<void>;
}

/** Takes the arguments of `timerQueue`. */
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

/** Called when an instant has come, or when it never will. */
interface Sleeper {
  readonly wake: () => void;
  readonly refuse: (reason: Error) => void;
}

/** Any number of sleepers on one alarm. */
interface TimerQueue {
  /** Wakes the sleeper at the instant or later, never earlier. The returned function removes the sleeper. */
  add(atMs: number, sleeper: Sleeper): () => void;
  /** Refuses all sleepers in the queue. */
  close(reason: Error): Promise<void>;
}

/**
 * @param machineMsUntil - machine milliseconds until an instant of the clock, at most 0 once it has come
 * @param startAlarm - called for the first sleeper. The alarm may ring early, late, and once too often
 */
function timerQueue(
  machineMsUntil: (atMs: number) => number,
  startAlarm: (ring: () => void) => WorkerAlarm,
): TimerQueue {
  const sleepers = new Agenda<Sleeper>();
  let alarm: WorkerAlarm | undefined;
  let armedForMs: number | undefined;

  function arm(): void {
    const nextMs = sleepers.earliestMs;
    if (nextMs === undefined) {
      armedForMs = undefined;
      alarm?.clear();
    } else if (armedForMs === undefined || nextMs < armedForMs) {
      armedForMs = nextMs;
      alarm ??= startAlarm(wakeDue);
      alarm.set(machineMsUntil(nextMs));
    }
  }

  function wakeDue(): void {
    while (machineMsUntil(sleepers.earliestMs ?? Infinity) <= 0) sleepers.next()?.item.wake();
    armedForMs = undefined;
    arm();
  }

  return {
    add(atMs, sleeper) {
      const entry = sleepers.add(atMs, sleeper);
      arm();
      return () => {
        sleepers.remove(entry);
        arm();
      };
    },
    async close(reason) {
      while (sleepers.size > 0) sleepers.next()?.item.refuse(reason);
      arm();
      await alarm?.close();
    },
  };
}
