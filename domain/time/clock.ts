/** The only source of time. Instants are Unix milliseconds rounded to the microsecond. */
export interface Clock {
  /** Never goes back. */
  nowMs(): number;
  /**
   * Resolves at the instant, never earlier; immediately if it has passed.
   * @throws the signal's reason when aborted
   */
  sleepUntilMs(atMs: number, signal?: AbortSignal): Promise<void>;
  /**
   * Prevents virtual time from advancing until the returned function is called: work is under way without a sleeper.
   */
  hold(): () => void;
}

/** Who waits for an instant. */
export interface Sleeper {
  /** The instant has come. */
  wake(): void;
  /** The instant never comes, because the clock was closed. */
  giveUp(reason: Error): void;
}

/** A clock that also wakes without a promise, which is cheaper: for waits that every request has. */
export interface AlarmClock extends Clock {
  /**
   * Wakes the sleeper once, at the instant or later; soon if it has passed, but never before this returns. The returned
   * function lets the sleeper go: it is neither woken nor given up.
   * @throws RangeError for NaN
   */
  wakeAt(atMs: number, sleeper: Sleeper): () => void;
}

/** `Clock.sleepUntilMs` by `AlarmClock.wakeAt`. */
export function sleepBy(wakeAt: AlarmClock["wakeAt"], atMs: number, signal?: AbortSignal): Promise<void> {
  if (signal === undefined)
    return new Promise((resolve, reject) => void wakeAt(atMs, { wake: resolve, giveUp: reject }));
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const cancel = (): void => {
      letGo();
      reject(signal.reason);
    };
    const forget = (): void => signal.removeEventListener("abort", cancel);
    const letGo = wakeAt(atMs, {
      wake: () => {
        forget();
        resolve();
      },
      giveUp: (reason) => {
        forget();
        reject(reason);
      },
    });
    signal.addEventListener("abort", cancel, { once: true });
  });
}

/** How time runs in a drill. `scaled` runs `factor` times faster than wall time. */
export type ClockKind =
  | { readonly kind: "virtual" }
  | { readonly kind: "real" }
  | { readonly kind: "scaled"; readonly factor: number };

/** The virtual clock's first instant: 2020-01-01T00:00:00Z. */
export const epochMs = 1_577_836_800_000;

/** Rounds milliseconds to the microsecond, the precision of every instant and duration in a log. */
export function roundToMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
