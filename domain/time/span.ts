const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a time with a unit as milliseconds: `250ms`, `1.5s`, `3m` (minutes), `2h`. @returns undefined for anything else, and 0 */
export function parseSpanMs(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(digits) * (unitMs[unit] ?? NaN);
  return ms > 0 ? ms : undefined;
}
