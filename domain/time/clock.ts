/** The only source of time. Instants are Unix milliseconds rounded to the microsecond. */
export interface Clock {
  /** Never goes back. */
  nowMs(): number;
  /**
   * Resolves at the instant, never before it; at once if it has passed.
   * @throws the signal's reason when aborted; the sleep then leaves no trace
   */
  sleepUntilMs(atMs: number, signal?: AbortSignal): Promise<void>;
  /** Something is under way that no sleeper shows: do not advance before the returned function is called. */
  hold(): () => void;
}

/** How a drill's time runs. `scaled` is wall time `factor` times faster. */
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
