import { FiredrillError } from "./error.ts";
import type { Within } from "./scenario.ts";

/** A deadline taken apart. */
export type Deadline =
  { readonly kind: "observations"; readonly count: number } | { readonly kind: "time"; readonly ms: number };

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000 };

/**
 * Reads `10`, `"10"`, `"3s"`, `"1.5s"` or `"250ms"`.
 * @throws FiredrillError BAD_WITHIN for anything else, for 0 and for fractions of an observation
 */
export function parseWithin(within: Within): Deadline {
  const [, digits = "", unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(String(within)) ?? [];
  const amount = Number(digits);
  if (amount > 0 && unit !== undefined) return { kind: "time", ms: amount * (unitMs[unit] ?? 1) };
  if (amount > 0 && Number.isInteger(amount)) return { kind: "observations", count: amount };
  throw new FiredrillError(
    "usage",
    "BAD_WITHIN",
    `"${within}" is not a deadline.`,
    "Give a whole number of affected observations (10), or a time with its unit (3s, 250ms).",
  );
}
