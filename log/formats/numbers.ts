import { parseGivenInstant, sixDigits } from "../../domain/time/instant.ts";
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

/** So many microseconds are whole in a double, and in its decimals, with room to spare. */
const mostMicros = 1e15;

/** Milliseconds from 0 as seconds with six decimals: what `toFixed(6)` gives, without its search for them. */
export function fixedSeconds(ms: number): string {
  const micros = Math.round(ms * 1000);
  if (!(micros >= 0 && micros < mostMicros)) return secondsOf(ms).toFixed(6);
  const seconds = Math.floor(micros / 1_000_000);
  return `${seconds}.${sixDigits(micros - seconds * 1_000_000)}`;
}

/** Reads what `parseCount` reads where it stands in a line: the digits from one place to before another. */
export function countIn(line: string, from: number, until: number): number | undefined {
  if (until <= from || until - from > 15) return undefined;
  let value = 0;
  for (let at = from; at < until; at += 1) {
    const digit = line.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Where the digits end that begin here. */
export function endOfDigits(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) >= 48 && line.charCodeAt(at) <= 57) at += 1;
  return at;
}

const point = ".".charCodeAt(0);
/** Microseconds in the last of so many decimals of a second. */
const microsPerDecimal = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1] as const;

/** Reads what `parseDurationMs` reads where it stands in a line, up to six decimals; `undefined` also for more of them. */
export function durationMsIn(line: string, from: number, until: number): number | undefined {
  const end = endOfDigits(line, from);
  const seconds = end - from > 9 ? undefined : countIn(line, from, end);
  if (seconds === undefined) return undefined;
  if (end === until) return seconds * 1000;
  const fraction = line.charCodeAt(end) === point ? countIn(line, end + 1, until) : undefined;
  const micros = microsPerDecimal[until - end - 1];
  if (fraction === undefined || micros === undefined) return undefined;
  return (seconds * 1_000_000 + fraction * micros) / 1000;
}

const minuteLength = "2020-01-01T00:00:".length;
/** Of an instant with six decimals. */
const instantLength = "2020-01-01T00:00:00.013500Z".length;

/** What `12Z` and `12.345Z` behind a minute add to it. */
function microsBehindMinute(text: string): number | undefined {
  const [pointAt, end] = [minuteLength + 2, text.length - 1];
  const second = text.endsWith("Z") && end >= pointAt ? countIn(text, minuteLength, pointAt) : undefined;
  if (second === undefined || second > 59) return undefined;
  if (end === pointAt) return second * 1_000_000;
  const fraction = text.charCodeAt(pointAt) === point ? countIn(text, pointAt + 1, end) : undefined;
  const perUnit = microsPerDecimal[end - pointAt - 1];
  return fraction === undefined || perUnit === undefined
    ? undefined
    : second * 1_000_000 + fraction * perUnit;
}

/**
 * Reads what `parseGivenInstant` reads, several times faster when the instants lie close together, as in a log: the minute
 * is worked out only when it changes.
 */
export class InstantReader {
  private minute = "";
  private minuteMs = 0;

  read(text: string): number | undefined {
    const micros = microsBehindMinute(text);
    if (micros === undefined) return undefined;
    if (!text.startsWith(this.minute) || this.minute === "") {
      const begun = text.slice(0, minuteLength);
      const begunMs = parseGivenInstant(`${begun}00Z`);
      if (begunMs === undefined) return undefined;
      this.minute = begun;
      this.minuteMs = begunMs;
    }
    return (this.minuteMs * 1000 + micros) / 1000;
  }

  /**
   * Reads an instant with six decimals where it stands in a line.
   * @returns `undefined` also for another spelling, and in another minute than that of the last one; `read` reads those
   */
  readIn(line: string, from: number, until: number): number | undefined {
    const at = from + minuteLength;
    if (until - from !== instantLength) return undefined;
    if (this.minute === "" || !line.startsWith(this.minute, from)) return undefined;
    if (line.charCodeAt(at + 2) !== point || !line.startsWith("Z", at + 9)) return undefined;
    const second = countIn(line, at, at + 2);
    const micros = countIn(line, at + 3, at + 9);
    if (second === undefined || second > 59 || micros === undefined) return undefined;
    return (this.minuteMs * 1000 + (second * 1_000_000 + micros)) / 1000;
  }
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
