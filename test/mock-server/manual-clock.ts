import type { AlarmClock, Sleeper } from "../../domain/time/clock.ts";
import { epochMs, sleepBy } from "../../domain/time/clock.ts";

/** A clock that the test advances. */
export interface ManualClock extends AlarmClock {
  readonly sleepers: () => number;
  /** Wakes due sleepers one by one, and lets each finish before the next. */
  readonly advance: (ms: number) => Promise<void>;
}

/** @param onSleep - called for each requested sleep */
export function manualClock(onSleep: () => void = () => undefined): ManualClock {
  let nowMs = epochMs;
  let waiting: readonly { readonly atMs: number; readonly sleeper: Sleeper }[] = [];

  const wakeAt = (atMs: number, sleeper: Sleeper): (() => void) => {
    onSleep();
    const entry = { atMs, sleeper };
    waiting = [...waiting, entry].toSorted((a, b) => a.atMs - b.atMs);
    return () => {
      waiting = waiting.filter((other) => other !== entry);
    };
  };

  const advance = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    for (let first = waiting[0]; first !== undefined && first.atMs <= untilMs; first = waiting[0]) {
      nowMs = Math.max(nowMs, first.atMs);
      waiting = waiting.slice(1);
      first.sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    nowMs = untilMs;
  };

  return {
    nowMs: () => nowMs,
    wakeAt,
    sleepUntilMs: (atMs, signal) => sleepBy(wakeAt, atMs, signal),
    hold: () => () => undefined,
    sleepers: () => waiting.length,
    advance,
  };
}
