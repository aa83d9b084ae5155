import { FiredrillError } from "../../domain/error.ts";

/** How much slower than before a detector may have become. */
export type AllowSlower =
  | { readonly kind: "observations"; readonly count: number }
  | { readonly kind: "time"; readonly ms: number }
  /** 0.1 is a tenth longer than before. */
  | { readonly kind: "ratio"; readonly ratio: number };

/** Not at all, counted in affected observations, which a noisy wall clock blurs less than milliseconds. */
export const notSlower: AllowSlower = { kind: "observations", count: 0 };

/**
 * Reads `1` (affected observations), `10%`, `250ms` or `1.5s`.
 * @throws FiredrillError BAD_ALLOW_SLOWER for anything else
 */
export function parseAllowSlower(text: string): AllowSlower {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(%|ms|s)?$/.exec(text) ?? [];
  const amount = Number(digits);
  if (unit === "%") return { kind: "ratio", ratio: amount / 100 };
  if (unit === "ms") return { kind: "time", ms: amount };
  if (unit === "s") return { kind: "time", ms: amount * 1000 };
  if (Number.isSafeInteger(amount)) return { kind: "observations", count: amount };
  throw new FiredrillError(
    "usage",
    "BAD_ALLOW_SLOWER",
    `"${text}" is not an amount by which a delay may grow.`,
    "Give a whole number of affected observations (1), a share (10%), or a time with its unit (250ms, 1.5s).",
  );
}
