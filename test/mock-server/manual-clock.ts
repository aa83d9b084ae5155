import type { Clock } from "../../domain/time/clock.ts";
import { epochMs } from "../../domain/time/clock.ts";

/** A clock that the test advances. */
export interface ManualClock extends Clock {
  readonly sleepers: () => number;
  /** Wakes due sleepers one by one, and lets each finish before the next. */
  readonly advance: (ms: number) => Promise<void>;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** @param onSleep - called for each requested sleep */
export function manualClock(onSleep: () => void = () => undefined): ManualClock {
  let nowMs = epochMs;
  let sleepers: readonly Sleeper[] = [];

  const sleepUntilMs = (atMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      onSleep();
      const leave = (): void => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener("abort", cancel);
      };
      const cancel = (): void => {
        leave();
        reject(new Error("the sleep was cancelled"));
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const sleeper = { atMs, wake };
      signal?.addEventListener("abort", cancel);
      sleepers = [...sleepers, sleeper].toSorted((a, b) => a.atMs - b.atMs);
    });

  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    for (let first = sleepers[0]; first !== undefined && first.atMs <= untilMs; first = sleepers[0]) {
      nowMs = Math.max(nowMs, first.atMs);
      first.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    nowMs = untilMs;
  };

  return {
    nowMs: () => nowMs,
    sleepUntilMs,
    hold: () => () => undefined,
    sleepers: () => sleepers.length,
    advance,
  };
}
