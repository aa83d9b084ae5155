/** Time and timers of the machine. */
export interface Machine {
  /** The same in all threads. */
  monotonicMs(): number;
  /** Calls back once, up to 1 ms early; fractions of `ms` are lost. Keeps the process alive. The returned function cancels. */
  startTimeout(callback: () => void, ms: number): () => void;
}

/** A timer that may ring a little early or late. Its owner checks the time. */
export interface Alarm {
  /** Replaces the previous setting. Keeps the process alive until it is cleared. */
  set(inMs: number): void;
  /** The alarm may still ring once more. */
  clear(): void;
}

/** The longest that setTimeout can wait. */
const longestTimeoutMs = 2 ** 31 - 1;

/** An alarm on setTimeout: up to 1 ms early, and late when the thread is busy. */
export function timeoutAlarm(machine: Machine, ring: () => void): Alarm {
  let cancel: (() => void) | undefined;

  function clear(): void {
    cancel?.();
    cancel = undefined;
  }

  return {
    set(inMs) {
      clear();
      cancel = machine.startTimeout(ring, Math.min(Math.max(inMs, 1), longestTimeoutMs));
    },
    clear,
  };
}

/**
 * Rings at the next turn of the event loop where `alarm` would ring too late.
 * @param reachMs - the shortest time that `alarm` can wait
 */
export function nearAlarm(alarm: Alarm, reachMs: () => number, ring: () => void): Alarm {
  let turn: NodeJS.Immediate | undefined;

  return {
    set(inMs) {
      clearImmediate(turn);
      if (inMs <= reachMs()) turn = setImmediate(ring);
      else alarm.set(inMs);
    },
    clear() {
      clearImmediate(turn);
      alarm.clear();
    },
  };
}
