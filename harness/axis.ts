import { FiredrillError } from "../domain/error.ts";
import type { Axis } from "../score/sweep/grid.ts";

const mostValues = 1000;
const significantDigits = 6;

/**
 * Reads `onset=90..119` (every whole number), `attack.delayMs=15..500:20` (20 values at even steps),
 * `attack.delayMs=15..500:log20` (at even ratios) or `attack.delayMs=20,50,80`.
 * @throws FiredrillError BAD_VARY
 */
export function parseAxis(spec: string): Axis {
  const [, target = "", values = ""] = /^([^=]+)=(.+)$/s.exec(spec) ?? [];
  const found = target === "" ? undefined : (rangeValues(values) ?? listValues(values));
  if (found === undefined || found.length === 0 || found.length > mostValues) throw badVary(spec);
  return { target, values: [...new Set(found)] };
}

function listValues(text: string): readonly string[] | undefined {
  const values = text.split(",").map((value) => value.trim());
  return values.every((value) => value !== "" && Number.isFinite(Number(value))) ? values : undefined;
}

function rangeValues(text: string): readonly string[] | undefined {
  const [, from = "", until = "", scale, count] =
    /^(-?[\d.]+?)\.\.(-?[\d.]+?)(?::(log)?(\d+))?$/.exec(text) ?? [];
  const [low, high] = [Number(from), Number(until)];
  if (from === "" || !Number.isFinite(low) || !Number.isFinite(high) || low > high) return undefined;
  if (count === undefined) return wholeNumbers(low, high);
  const steps = Number(count);
  if (steps < 1 || steps > mostValues || (scale === "log" && low <= 0)) return undefined;
  return Array.from({ length: steps }, (_, at) => {
    const share = steps === 1 ? 0 : at / (steps - 1);
    const value = scale === "log" ? low * Math.exp(Math.log(high / low) * share) : low + (high - low) * share;
    return String(Number(value.toPrecision(significantDigits)));
  });
}

function wholeNumbers(low: number, high: number): readonly string[] | undefined {
  if (!Number.isInteger(low) || !Number.isInteger(high) || high - low >= mostValues) return undefined;
  return Array.from({ length: high - low + 1 }, (_, at) => String(low + at));
}

function badVary(spec: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_VARY",
    `"${spec}" does not say what to vary.`,
    `Write onset=90..119, attack.delayMs=15..500:20, attack.delayMs=15..500:log20 or attack.delayMs=20,50,80; at most ${mostValues} values.`,
  );
}
