import type { Clock } from "../domain/clock.ts";
import { epochMs, roundToMicros } from "../domain/clock.ts";
import { agenda } from "./agenda.ts";

/**
 * Time that jumps to the earliest sleeper once nobody holds it. Sleepers wake one by one, ordered by instant and then
 * by the order of asking, and everything a sleeper sets off without waiting is over before the next one wakes. A
 * cancelled sleep vanishes.
 */
export function virtualClock(startMs: number = epochMs): Clock {
  let nowMs = startMs;
  let holds = 0;
  let isSettling = false;
  const sleepers = agenda<() => void>();

  const settle = (): void => {
    if (isSettling || holds > 0) return;
    isSettling = true;
    setImmediate(() => {
      isSettling = false;
      if (holds > 0) return;
      const sleeper = sleepers.next();
      if (sleeper === undefined) return;
      nowMs = Math.max(nowMs, sleeper.atMs);
      sleeper.what();
      settle();
    });
  };

  const sleep = (
    atMs: number,
    signal: AbortSignal | undefined,
    resolve: () => void,
    reject: (reason: unknown) => void,
  ): void => {
    const cancel = (): void => {
      sleepers.remove(sleeper);
      reject(signal?.reason);
    };
    const sleeper = sleepers.add(roundToMicros(atMs), () => {
      signal?.removeEventListener("abort", cancel);
      resolve();
    });
    signal?.addEventListener("abort", cancel, { once: true });
    settle();
  };

  return {
    nowMs: () => nowMs,
    sleepUntilMs: (atMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) reject(signal.reason);
        else sleep(atMs, signal, resolve, reject);
      }),
    hold: () => {
      holds += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holds -= 1;
        settle();
      };
    },
  };
}
