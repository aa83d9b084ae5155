import type { TimeUnit } from "./format-names.ts";
import type { Doubt } from "./import-format.ts";
import { doubt } from "./import-format.ts";

/** A unit, and why it is that one. */
export interface ChosenUnit {
  readonly kind: "unit";
  readonly unit: TimeUnit;
  readonly why: string;
}

/** Whole microseconds below this are less than a millisecond. */
const microsPerMs = 1000;

/** The unit the user named. */
export function namedUnit(unit: TimeUnit): ChosenUnit {
  return { kind: "unit", unit, why: "as --unit says" };
}

/** Of numbers with a decimal point: nginx writes `$request_time` in seconds with three of them. */
export function secondsOfNginx(): ChosenUnit {
  return { kind: "unit", unit: "s", why: "numbers with a decimal point, as nginx writes $request_time" };
}

/**
 * Of whole numbers: Apache writes `%D` in microseconds, but `%T` in seconds, which small numbers could be.
 * @param amounts - from the first lines
 */
export function microsOfApache(amounts: readonly number[]): ChosenUnit | Doubt {
  if (amounts.some((amount) => amount >= microsPerMs)) {
    return { kind: "unit", unit: "us", why: "whole numbers, as Apache writes %D" };
  }
  return doubt(
    "The request times are whole numbers below 1000: %D would be microseconds, %T seconds.",
    "Say which with --unit us, --unit ms or --unit s.",
  );
}

/** `The response times are in seconds (numbers ...).` */
export function unitSentence({ unit, why }: ChosenUnit): string {
  const words = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" } as const;
  return `Response times are in ${words[unit]}: ${why}.`;
}
