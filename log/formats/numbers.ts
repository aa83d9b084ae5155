const countPattern = /^\d{1,15}$/;
const durationPattern = /^\d{1,9}(?:\.\d{1,40})?$/;

/** Reads a whole number from 0; `undefined` for signs, points, exponents and anything else. */
export function parseCount(text: string): number | undefined {
  return countPattern.test(text) ? Number(text) : undefined;
}

/**
 * Reads seconds in fixed notation as milliseconds, rounded to the microsecond; `undefined` for signs, exponents,
 * `NaN`, `12.`, `.5`, the empty text, and for a billion seconds and more.
 */
export function parseDurationMs(text: string): number | undefined {
  return durationPattern.test(text) ? durationMsOf(Number(text)) : undefined;
}

/** Seconds as milliseconds, rounded to the microsecond. */
export function durationMsOf(seconds: number): number {
  return Math.round(seconds * 1_000_000) / 1000;
}

/** Milliseconds as seconds; a whole number of microseconds stays exactly one. */
export function secondsOf(ms: number): number {
  return Math.round(ms * 1000) / 1_000_000;
}
