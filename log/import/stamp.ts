import { InstantReader } from "../formats/numbers.ts";
import { parseGivenInstant } from "../../domain/time/instant.ts";

/** An instant as text had it. */
export interface Stamp {
  readonly atMs: number;
  /** How far its zone is ahead of UTC; absent: it named none and was read as UTC. */
  readonly zoneMs?: number;
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
const commonLogPattern =
  /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[:/](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?: ([+-]\d{4}|Z))?$/;
const isoPattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Reads `20/Nov/2026:14:03:00 +0200` and ISO 8601 with or without zone, seconds and fractions, with a space for the T;
 * `undefined` for anything else. Fractions are cut to microseconds.
 */
export function parseStamp(text: string): Stamp | undefined {
  const iso = isoPattern.exec(text);
  if (iso !== null) return stampOf(iso[1] ?? "", iso[2] ?? "", iso[3]);
  const [, day, name = "", year, time = "", zone] = commonLogPattern.exec(text) ?? [];
  const month = months.indexOf(name) / 3 + 1;
  if (day === undefined || !Number.isInteger(month) || month < 1) return undefined;
  return stampOf(`${year}-${String(month).padStart(2, "0")}-${day}`, time, zone);
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
  if (zone === "Z") return 0;
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
export function createStampReader(): StampReader {
  let lastText = "";
  let lastMs: number | undefined;
  const zones = createZoneSpans();
  const inUtc = new InstantReader();
  return {
    read: (text) => {
      if (text === lastText) return lastMs;
      const utcMs = text.endsWith("Z") ? inUtc.read(text) : undefined;
      const stamp = utcMs === undefined ? parseStamp(text) : { atMs: utcMs, zoneMs: 0 };
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
export function createAnyStampReader(): StampReader {
  const stamps = createStampReader();
  let isEpoch = false;
  return {
    read: (text) => {
      const atMs = readEpoch(text);
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
