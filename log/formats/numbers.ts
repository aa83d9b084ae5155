import { parseGivenInstant } from "../../domain/time/instant.ts";
import type { UtcOffsetMs } from "./format.ts";

const countPattern = /^\d{1,15}$/;
const durationPattern = /^\d{1,9}(?:\.\d{1,40})?$/;

/** Reads a whole number from 0; `undefined` for signs, points, exponents and anything else. */
export function parseCount(text: string): number | undefined {
  return countPattern.test(text) ? Number(text) : undefined;
}

const numberPattern = /^\d{1,15}(?:\.\d{1,40})?$/;

/** Reads a number from 0 in fixed notation; `undefined` for signs, exponents, `12.`, `.5` and anything else. */
export function parseNumber(text: string): number | undefined {
  return numberPattern.test(text) ? Number(text) : undefined;
}

const decimalPattern = /^-?\d{1,15}(?:\.\d{1,40})?$/;

/** Reads a number in fixed notation, perhaps with a minus sign; `undefined` for exponents, `12.`, `.5` and anything else. */
export function parseDecimal(text: string): number | undefined {
  return decimalPattern.test(text) ? Number(text) : undefined;
}

/** A number below 10^15 in size in fixed notation, to at most 40 decimals. */
export function fixed(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(40).replace(/\.?0+$/, "") : text;
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

const minuteLength = "2020-01-01T00:00:".length;
const restPattern = /^([0-5]\d)(?:\.(\d{1,6}))?Z$/;

/**
 * Reads what `parseGivenInstant` reads, several times faster when the instants lie close together, as in a log: the minute
 * is worked out only when it changes.
 */
export function createInstantReader(): (text: string) => number | undefined {
  let minute = "";
  let minuteMs = 0;

  return (text) => {
    const rest = restPattern.exec(text.slice(minuteLength));
    if (rest === null) return undefined;
    if (!text.startsWith(minute) || minute === "") {
      const begun = text.slice(0, minuteLength);
      const begunMs = parseGivenInstant(`${begun}00Z`);
      if (begunMs === undefined) return undefined;
      minute = begun;
      minuteMs = begunMs;
    }
    const micros = Number(`${rest[1]}${(rest[2] ?? "").padEnd(6, "0")}`);
    return (minuteMs * 1000 + micros) / 1000;
  };
}

const localPattern = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z?)$/;

/**
 * Reads `2014-04-10 00:04:00`, also with `T`, without seconds, and with up to six decimals. It is local time unless it ends in
 * `Z`. `undefined` for anything else.
 */
export function parseLocalInstant(text: string, utcOffsetMs: UtcOffsetMs): number | undefined {
  const [, date = "", time = "", zone = ""] = localPattern.exec(text) ?? [];
  const atMs = parseGivenInstant(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (atMs === undefined || zone !== "") return atMs;
  // The first answer is for a moment that is off by the offset itself.
  return atMs - utcOffsetMs(atMs - utcOffsetMs(atMs));
}
