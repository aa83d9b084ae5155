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
