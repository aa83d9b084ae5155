import type { Doubt, TimeUnit } from "./format.ts";
import { doubt } from "./format.ts";

/** Where the response time stands among the fields of an access line. */
export interface TimeField {
  readonly kind: "field";
  /** Counted from the status, which is 0. */
  readonly at: number;
  /** `rt` in `rt=0.012`; absent when it stands alone. */
  readonly key?: string;
  /** Whether its numbers have a decimal point. */
  readonly spelling: "decimal" | "whole";
}

/** Status and bytes come first. */
const firstExtra = 2;

const cellPattern = /^(?:([A-Za-z][\w-]*)[=:])?"?(\d{1,15})(\.\d{1,9})?"?$/;
const knownKeys =
  /^(?:rt|rtime|rqt|req(?:uest)?[_-]?time|resp(?:onse)?[_-]?time|duration|elapsed|took|time[_-]?taken|d|usec)$/i;

interface NumberCell {
  readonly key: string | undefined;
  readonly amount: number;
  readonly spelling: TimeField["spelling"];
}

function numberCell(field: string | undefined): NumberCell | undefined {
  const [, key, whole, fraction] = cellPattern.exec(field ?? "") ?? [];
  if (whole === undefined) return undefined;
  return {
    key,
    amount: Number(`${whole}${fraction ?? ""}`),
    spelling: fraction === undefined ? "whole" : "decimal",
  };
}

/** The number in the field; `undefined` when there is none. */
export function amountIn(field: string | undefined): number | undefined {
  return numberCell(field)?.amount;
}

interface Candidate extends TimeField {
  readonly amounts: readonly (number | undefined)[];
}

const mostLines = 0.5;

/**
 * Finds the response time among the fields behind status and bytes: one with a name that says so, else the only number
 * with a decimal point, else the only whole number. Of several with a point the one that is never below the others, for
 * nginx writes the upstream's share beside the whole.
 * @param lines - the fields of each line
 */
export function findTimeField(lines: readonly (readonly string[])[]): TimeField | Doubt {
  const width = Math.max(0, ...lines.map((fields) => fields.length));
  const candidates: Candidate[] = [];
  for (let at = firstExtra; at < width; at += 1) candidates.push(...candidateAt(at, lines));
  const named = candidates.find(({ key }) => key !== undefined && knownKeys.test(key));
  if (named !== undefined) return fieldOf(named);
  const plain = candidates.filter(({ key }) => key === undefined);
  const decimal = plain.filter(({ spelling }) => spelling === "decimal");
  const chosen = decimal.length > 0 ? decimal : plain;
  if (chosen.length === 0) return noTime();
  const highest = chosen.find((one) => chosen.every((other) => isNeverBelow(one, other)));
  const isClear = chosen.length === 1 || (decimal.length > 0 && highest !== undefined);
  return isClear && highest !== undefined ? fieldOf(highest) : severalTimes(chosen);
}

function fieldOf({ at, key, spelling }: Candidate): TimeField {
  return { kind: "field", at, spelling, ...(key === undefined ? {} : { key }) };
}

function candidateAt(at: number, lines: readonly (readonly string[])[]): readonly Candidate[] {
  const cells = lines.map((fields) => numberCell(fields[at]));
  const present = cells.filter((cell) => cell !== undefined);
  if (present.length === 0 || present.length < lines.length * mostLines) return [];
  const decimals = present.filter(({ spelling }) => spelling === "decimal").length;
  const key = present[0]?.key;
  return [
    {
      kind: "field",
      at,
      spelling: decimals * 2 > present.length ? "decimal" : "whole",
      amounts: cells.map((cell) => cell?.amount),
      ...(key === undefined ? {} : { key }),
    },
  ];
}

function isNeverBelow(one: Candidate, other: Candidate): boolean {
  return one.amounts.every((amount, line) => (amount ?? Infinity) >= (other.amounts[line] ?? 0));
}

function noTime(): Doubt {
  return doubt(
    "It is an access log, but no line says how long its request took.",
    "Add the request time at the end of the log format: $request_time in nginx, %D in Apache.",
  );
}

function severalTimes(candidates: readonly Candidate[]): Doubt {
  const places = candidates.map(({ at }) => `number ${at + 1}`).join(", ");
  return doubt(
    `Several fields could be the request time: ${places}, counted from the status.`,
    "Log it with its name (rt=$request_time, or rt=%D), or leave only one number behind the user agent.",
  );
}

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
