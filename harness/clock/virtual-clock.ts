import type { AlarmClock, Clock, Sleeper } from "../../domain/time/clock.ts";
import { epochMs, roundToMicros, sleepBy } from "../../domain/time/clock.ts";
import { Agenda } from "../../domain/time/agenda.ts";

/**
 * A clock that jumps to the earliest sleeper while there is no hold. Sleepers wake one by one, ordered by instant and then
 * by start of the sleep. What a sleeper triggers without waiting completes before the next one wakes. A cancelled
 * sleep has no effect.
 */
export function virtualClock(startMs: number = epochMs): AlarmClock {
  let nowMs = startMs;
  const sleepers = new Agenda<Sleeper>();
  const turns = turnsUnlessHeld(() => {
    const next = sleepers.next();
    if (next === undefined) return "idle";
    nowMs = Math.max(nowMs, next.atMs);
    next.item.wake();
    return "again";
  });

  const wakeAt = (atMs: number, sleeper: Sleeper): (() => void) => {
    const entry = sleepers.add(roundToMicros(atMs), sleeper);
    turns.settle();
    return () => void sleepers.remove(entry);
  };

  return {
    nowMs: () => nowMs,
    wakeAt,
    sleepUntilMs: (atMs, signal) => sleepBy(wakeAt, atMs, signal),
    hold: turns.hold,
  };
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
