import type { Clock } from "../../domain/time/clock.ts";
import { epochMs, roundToMicros } from "../../domain/time/clock.ts";
import { Agenda } from "../../domain/time/agenda.ts";

/**
 * Time that jumps to the earliest sleeper once nobody holds it. Sleepers wake one by one, ordered by instant and then
 * by the order of asking, and everything a sleeper sets off without waiting is over before the next one wakes. A
 * cancelled sleep vanishes.
 */
export function virtualClock(startMs: number = epochMs): Clock {
  let nowMs = startMs;
  const sleepers = new Agenda<() => void>();
  const turns = turnsUnlessHeld(() => {
    const sleeper = sleepers.next();
    if (sleeper === undefined) return "idle";
    nowMs = Math.max(nowMs, sleeper.atMs);
    sleeper.what();
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

/** @param start - begins the sleep and returns how to end it early */
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
  /** There may be something to do. */
  readonly settle: () => void;
  readonly hold: Clock["hold"];
}

/** Takes one turn of the event loop after another, so that promises settle between them, while nobody holds. */
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
