import { Agenda } from "../../domain/time/agenda.ts";
import type { WorkerAlarm } from "./worker-alarm.ts";

/** Sleeping on a clock that runs by itself. */
interface TimerEngine {
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

/** Who is to be told that an instant has come, or that it never will. */
interface Sleeper {
  readonly wake: () => void;
  readonly refuse: (reason: Error) => void;
}

/** Any number of sleepers on one alarm. */
interface TimerQueue {
  /** Wakes the sleeper at the instant or later, never earlier. The returned function takes it out again. */
  add(atMs: number, sleeper: Sleeper): () => void;
  /** Refuses all who are in it. */
  close(reason: Error): Promise<void>;
}

/**
 * @param machineMsUntil - milliseconds of the machine until an instant of the clock; at most 0 once it has come
 * @param startAlarm - called at the first sleeper; the alarm's `ring` may be early, late and once too often
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
    while (machineMsUntil(sleepers.earliestMs ?? Infinity) <= 0) sleepers.next()?.what.wake();
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
      while (sleepers.size > 0) sleepers.next()?.what.refuse(reason);
      arm();
      await alarm?.close();
    },
  };
}
