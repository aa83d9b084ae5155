import type { Clock } from "../../domain/time/clock.ts";
import { epochMs, roundToMicros } from "../../domain/time/clock.ts";
import { Agenda } from "../../domain/time/agenda.ts";

/**
 * A clock that jumps to the earliest sleeper while there is no hold. Sleepers wake one by one, ordered by instant and then
 * by start of the sleep. What a sleeper triggers without waiting completes before the next one wakes. A cancelled
 * sleep has no effect.
 */
export function virtualClock(startMs: number = epochMs): Clock {
  let nowMs = startMs;
  const sleepers = new Agenda<() => void>();
  const turns = turnsUnlessHeld(() => {
    const sleeper = sleepers.next();
    if (sleeper === undefined) return "idle";
    nowMs = Math.max(nowMs, sleeper.atMs);
    sleeper.item();
    return "again";
  });

  const sleep = (atMs: number, wake: () => void): (() => void) => {
    const sleeper = sleepers.add(roundToMicros(atMs), wake);
    turns.settle();
    return () => sleepers.remove(sleeper);
  };

  return {
    nowMs: () => nowMs,
    sleepUntilMs: (atMs, signal) =>
      signal === undefined
        ? new Promise((resolve) => void sleep(atMs, resolve))
        : cancellable(signal, (wake) => sleep(atMs, wake)),
    hold: turns.hold,
  };
}

/** @param start - begins the sleep and returns a function that ends it early */
function cancellable(signal: AbortSignal, start: (wake: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(signal.reason);
    if (signal.aborted) {
      refuse();
      return;
    }
    const cancel = (): void => {
      end();
      refuse();
    };
    const end = start(() => {
      signal.removeEventListener("abort", cancel);
      resolve();
    });
    signal.addEventListener("abort", cancel, { once: true });
  });
}

interface Turns {
  /** Takes turns until one is idle. */
  readonly settle: () => void;
  readonly hold: Clock["hold"];
}

/** Takes one turn per turn of the event loop while there is no hold, so that promises settle between turns. */
function turnsUnlessHeld(turn: () => "again" | "idle"): Turns {
  let holds = 0;
  let isSettling = false;

  const settle = (): void => {
    if (isSettling || holds > 0) return;
    isSettling = true;
    setImmediate(() => {
      isSettling = false;
      if (holds === 0 && turn() === "again") settle();
    });
  };

  const hold = (): (() => void) => {
    holds += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      holds -= 1;
      settle();
    };
  };

  return { settle, hold };
}
