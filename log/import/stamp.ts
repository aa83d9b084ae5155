import { InstantReader } from "../formats/numbers.ts";
import { parseGivenInstant } from "../../domain/time/instant.ts";
import { shown } from "../formats/text.ts";
import type { DateOrder, Doubt } from "./format.ts";
import { dateOrders, doubt } from "./format.ts";

/** An instant as text had it. */
export interface Stamp {
  readonly atMs: number;
  /** How far its zone is ahead of UTC; absent: it named none and was read as UTC. */
  readonly zoneMs?: number;
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
const commonLogPattern =
  /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[:/](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: ([+-]\d{4}|Z))?$/;
/** Slashes and points are read for hyphens; what stands behind a whole fraction is left out. */
const isoPattern =
  /^(\d{4})([-/.])(\d\d)\2(\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9}(?:\.\d{1,9})?)?)?) ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/;
/** `Tue, 03 Mar 2031 04:05:06 GMT`, as HTTP and mail have it. */
const mailPattern =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (Z|UTC|GMT|[+-]\d{4})$/;
const orderedPattern =
  /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:T|,? )(\d{1,2})(:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(?: ?([AP])M)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;

/**
 * Reads `20/Nov/2026:14:03:00 +0200`, `Fri, 20 Nov 2026 12:03:00 GMT`, and ISO 8601 with or without zone, seconds and fractions,
 * with a space for the T; dates such as `11/20/2026 2:03:00 PM` as far as their order is known or one number is above 12.
 * `undefined` for anything else. Fractions are cut to microseconds.
 */
export function parseStamp(text: string, order?: DateOrder): Stamp | undefined {
  const [, isoYear, , isoMonth, isoDay, isoTime = "", isoZone] = isoPattern.exec(text) ?? [];
  if (isoYear !== undefined) return stampOf(`${isoYear}-${isoMonth}-${isoDay}`, isoTime, isoZone);
  const [, day = "", name = "", year, time = "", zone] =
    commonLogPattern.exec(text) ?? mailPattern.exec(text) ?? [];
  if (year === undefined) return orderedStamp(text, order);
  const month = months.indexOf(name) / 3 + 1;
  if (!Number.isInteger(month) || month < 1) return undefined;
  return stampOf(`${year}-${twoDigits(String(month))}-${twoDigits(day)}`, time, zone);
}

function orderedStamp(text: string, order: DateOrder | undefined): Stamp | undefined {
  const [, first = "", , second = "", year, hour = "", rest = "", half, zone] =
    orderedPattern.exec(text) ?? [];
  const known = order ?? orderOf(Number(first), Number(second));
  if (year === undefined || known === undefined) return undefined;
  const [day, month] = known === "day-first" ? [first, second] : [second, first];
  const hours = half === undefined ? Number(hour) : hourOfHalf(Number(hour), half);
  if (hours === undefined) return undefined;
  return stampOf(
    `${year}-${twoDigits(month)}-${twoDigits(day)}`,
    `${twoDigits(String(hours))}${rest}`,
    zone?.toUpperCase(),
  );
}

/** 12 AM is midnight. */
function hourOfHalf(hour: number, half: string): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === "P" ? 12 : 0);
}

function twoDigits(number: string): string {
  return number.padStart(2, "0");
}

function orderOf(first: number, second: number): DateOrder | undefined {
  if (first > 12) return "day-first";
  return second > 12 ? "month-first" : undefined;
}

/**
 * Which number of a log's dates is the day: as the user says, else as its first lines do.
 * @param times - as these spell them
 */
export function dateOrderIn(
  times: readonly string[],
  told: DateOrder | undefined,
): DateOrder | Doubt | undefined {
  const order = told ?? dateOrderOf(times);
  if (order === undefined || typeof order === "string") return order;
  return doubt(
    `Nothing in its first lines says which number of ${shown(order.either)} is the day.`,
    `Say it with ${dateOrders.map((one) => `--dates ${one}`).join(" or ")}.`,
  );
}

/**
 * Which number of the dates of a log is the day; all of them vote.
 * @returns the first date that could be either when none tells, or those that tell do not agree; undefined when there is no
 *   such date
 */
function dateOrderOf(texts: readonly string[]): DateOrder | { readonly either: string } | undefined {
  const found = new Set<DateOrder>();
  let either: string | undefined;
  for (const text of texts) {
    const [, first, , second] = orderedPattern.exec(text) ?? [];
    if (first === undefined || second === undefined) continue;
    const order = orderOf(Number(first), Number(second));
    if (order === undefined) either ??= text;
    else found.add(order);
  }
  const [only, other] = found;
  if (only !== undefined && other === undefined) return only;
  return either === undefined ? undefined : { either };
}

function stampOf(date: string, time: string, zone: string | undefined): Stamp | undefined {
  const [clock = "", fraction = ""] = time.split(/[.,]/);
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  const wallMs = parseGivenInstant(`${date}T${seconds}.${fraction.slice(0, 6).padEnd(6, "0")}Z`);
  if (wallMs === undefined) return undefined;
  if (zone === undefined) return { atMs: wallMs };
  const zoneMs = zoneOffsetMs(zone);
  return zoneMs === undefined ? undefined : { atMs: wallMs - zoneMs, zoneMs };
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === "Z" || zone === "UTC" || zone === "GMT") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Reads stamps one after another. */
export interface StampReader {
  readonly read: (text: string) => number | undefined;
  /** Those that the stamps named, in the order in which they came. */
  readonly zones: () => readonly ZoneSpan[];
}

/** A zone of a log, and the first and the last instant of lines in it. */
export interface ZoneSpan {
  /** How far its local time is ahead of UTC. */
  readonly zoneMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Of a log whose format has no other zone. */
export const alwaysUtc: readonly ZoneSpan[] = [{ zoneMs: 0, fromMs: -Infinity, untilMs: Infinity }];

/** Notes in which zones the lines of a log are. */
export function createZoneSpans(): {
  readonly add: (atMs: number, zoneMs: number) => void;
  readonly all: () => readonly ZoneSpan[];
} {
  const spans = new Map<number, { zoneMs: number; fromMs: number; untilMs: number }>();
  let last: { zoneMs: number; fromMs: number; untilMs: number } | undefined;
  return {
    add: (atMs, zoneMs) => {
      const span =
        last?.zoneMs === zoneMs ? last : (spans.get(zoneMs) ?? { zoneMs, fromMs: atMs, untilMs: atMs });
      if (span !== last) spans.set(zoneMs, span);
      last = span;
      if (atMs < span.fromMs) span.fromMs = atMs;
      if (atMs > span.untilMs) span.untilMs = atMs;
    },
    all: () => [...spans.values()],
  };
}

/** Many lines of a log share a second, and so a text, which is then taken apart once. */
export function createStampReader(order?: DateOrder): StampReader {
  let lastText = "";
  let lastMs: number | undefined;
  const zones = createZoneSpans();
  const inUtc = new InstantReader();
  return {
    read: (text) => {
      if (text === lastText) return lastMs;
      const utcMs = text.endsWith("Z") ? inUtc.read(text) : undefined;
      const stamp = utcMs === undefined ? parseStamp(text, order) : { atMs: utcMs, zoneMs: 0 };
      lastText = text;
      lastMs = stamp?.atMs;
      if (stamp?.zoneMs !== undefined) zones.add(stamp.atMs, stamp.zoneMs);
      return lastMs;
    },
    zones: zones.all,
  };
}

const epochPattern = /^\d{1,20}(?:\.\d{1,9})?$/;

/** A Unix time as text. */
export function readEpoch(text: string): number | undefined {
  return epochPattern.test(text) ? parseEpoch(Number(text)) : undefined;
}

/** Reads Unix times as well as the others. */
export function createAnyStampReader(order?: DateOrder): StampReader {
  const stamps = createStampReader(order);
  let isEpoch = false;
  return {
    read: (text) => {
      const atMs = text.includes("-") ? undefined : readEpoch(text);
      isEpoch ||= atMs !== undefined;
      return atMs ?? stamps.read(text);
    },
    zones: () => (isEpoch ? alwaysUtc : stamps.zones()),
  };
}

/** 1990 and 2100. */
const [earliestMs, latestMs] = [631_152_000_000, 4_102_444_800_000];

/**
 * Reads a Unix time whose unit its size tells: seconds, milliseconds, microseconds or nanoseconds between 1990 and 2100.
 * @returns milliseconds to the microsecond
 */
function parseEpoch(amount: number): number | undefined {
  for (const perSecond of [1, 1000, 1_000_000, 1_000_000_000]) {
    const ms = Math.round((amount / perSecond) * 1_000_000) / 1000;
    if (ms >= earliestMs && ms < latestMs) return ms;
  }
  return undefined;
}
