import { dayMs } from "./calendar.ts";

/** A calendar date and time of day without a zone. Months and days count from 1. */
interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 999 999. */
  readonly microsecond: number;
}

/** Converts Unix milliseconds to UTC by H. Hinnant's days-from-civil arithmetic (proleptic Gregorian). */
function civilTimeOf(atMs: number): CivilTime {
  const micros = Math.round(atMs * 1000);
  const days = Math.floor(micros / (dayMs * 1000));
  const ofDay = micros - days * dayMs * 1000;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(ofDay / 3_600_000_000),
    minute: Math.floor(ofDay / 60_000_000) % 60,
    second: Math.floor(ofDay / 1_000_000) % 60,
    microsecond: ofDay % 1_000_000,
  };
}

/** The inverse of `civilTimeOf`. */
function msOfCivilTime({ year, month, day, hour, minute, second, microsecond }: CivilTime): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  const ofDayMicros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond;
  return (days * dayMs * 1000 + ofDayMicros) / 1000;
}

const minuteMicros = 60_000_000;

/** Instants that are formatted one after the other mostly lie in one minute, whose text is worked out once. */
const latest = { minute: Number.NaN, text: "" };

/** `2020-01-01T00:00:00.013500Z`: ISO 8601 in UTC, always six decimals. */
export function formatInstant(atMs: number): string {
  const micros = Math.round(atMs * 1000);
  if (!Number.isSafeInteger(micros)) return minuteText(atMs) + secondText(civilTimeOf(atMs));
  const minute = Math.floor(micros / minuteMicros);
  if (minute !== latest.minute) {
    latest.text = minuteText(atMs);
    latest.minute = minute;
  }
  const ofMinute = micros - minute * minuteMicros;
  const second = Math.floor(ofMinute / 1_000_000);
  return latest.text + secondText({ second, microsecond: ofMinute - second * 1_000_000 });
}

function minuteText(atMs: number): string {
  const { year, month, day, hour, minute } = civilTimeOf(atMs);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:`;
}

function secondText({ second, microsecond }: Pick<CivilTime, "second" | "microsecond">): string {
  return `${pad(second, 2)}.${sixDigits(microsecond)}Z`;
}

const threeDigits = Array.from({ length: 1000 }, (_, value) => pad(value, 3));

/** A whole number below a million with its leading zeros. */
export function sixDigits(value: number): string {
  const thousands = Math.floor(value / 1000);
  return `${threeDigits[thousands] ?? pad(thousands, 3)}${threeDigits[value - thousands * 1000] ?? ""}`;
}

const isoPattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?Z$/;

const [firstYear, lastYear] = [1970, 9998];

/** Empty for a text whose year can be read, or that has none; else a text for the end of a message. */
export function yearNote(text: string): string {
  const year = Number(/(?<!\d)\d{4,6}(?!\d)/.exec(text)?.[0] ?? firstYear);
  return year < firstYear || year > lastYear ? ` (years from ${firstYear} to ${lastYear} can be read)` : "";
}

/**
 * Parses an instant from outside: what `parseInstant` parses, but no year before 1970 or after 9998, around which local
 * times and durations would leave what can be written.
 */
export function parseGivenInstant(text: string): number | undefined {
  return yearNote(text) === "" ? parseInstant(text) : undefined;
}

/** Parses ISO 8601 in UTC with up to six decimals; undefined for other text and for dates that do not exist. */
export function parseInstant(text: string): number | undefined {
  const parts = isoPattern.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const microsecond = Number((parts[7] ?? "").padEnd(6, "0"));
  const civil = { year, month, day, hour, minute, second, microsecond };
  const atMs = msOfCivilTime(civil);
  const back = civilTimeOf(atMs);
  const exists = back.month === month && back.day === day && back.hour === hour && minute < 60 && second < 60;
  return exists ? atMs : undefined;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
