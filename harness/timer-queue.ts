import { deadlineHeap } from "./deadline-heap.ts";
import type { WorkerAlarm } from "./worker-alarm.ts";

/** Who is to be told that an instant has come, or that it never will. */
interface Sleeper {
  readonly wake: () => void;
  readonly refuse: (reason: Error) => void;
}

/** Any number of sleepers on one alarm. */
export interface TimerQueue {
  /** Wakes the sleeper at the instant or later, never earlier. The returned function takes it out again. */
  add(atMs: number, sleeper: Sleeper): () => void;
  /** Refuses all who are in it. */
  close(reason: Error): Promise<void>;
}

/**
 * @param machineMsUntil - milliseconds of the machine until an instant of the clock; at most 0 once it has come
 * @param startAlarm - called at the first sleeper; the alarm's `ring` may be early, late and once too often
 */
export function timerQueue(
  machineMsUntil: (atMs: number) => number,
  startAlarm: (ring: () => void) => WorkerAlarm,
): TimerQueue {
  const sleepers = deadlineHeap<Sleeper>();
  let alarm: WorkerAlarm | undefined;
  let armedForMs: number | undefined;

  function arm(): void {
    const nextMs = sleepers.earliestMs();
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
    while (machineMsUntil(sleepers.earliestMs() ?? Infinity) <= 0) sleepers.takeEarliest()?.wake();
    armedForMs = undefined;
    arm();
  }

  return {
    add(atMs, sleeper) {
      const remove = sleepers.add(atMs, sleeper);
      arm();
      return () => {
        remove();
        arm();
      };
    },
    async close(reason) {
      while (sleepers.size() > 0) sleepers.takeEarliest()?.refuse(reason);
      arm();
      await alarm?.close();
    },
  };
}
