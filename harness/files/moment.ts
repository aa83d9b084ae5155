import { FiredrillError } from "../../domain/error.ts";
import { formatInstant, yearNote } from "../../domain/time/instant.ts";
import type { UnderstoodLog } from "../../log/import/read.ts";
import { parseStamp } from "../../log/import/stamp.ts";

const dayMs = 86_400_000;
const timeOfDayPattern = /^\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?$/;

/** What a moment is read against. */
export type LogTimes = Pick<UnderstoodLog, "zones" | "span">;

/**
 * Reads a moment of a log: ISO 8601 (without a zone, in the zone of the lines at that time), a time in the format of access
 * logs, or a time of day in a log of a single day.
 * @param option - its name on the command line
 * @throws FiredrillError BAD_TIME, TIME_OUTSIDE_LOG
 */
export function momentIn(log: LogTimes, option: string, text: string): number {
  const atMs = timeOfDayPattern.test(text.trim())
    ? timeOfDay(log, option, text.trim())
    : instant(log, option, text.trim());
  if (atMs === undefined) throw badMoment(option, text);
  const { fromMs, untilMs } = log.span;
  if (atMs < fromMs || atMs > untilMs) throw outsideLog(log, option, text);
  return atMs;
}

function instant(log: LogTimes, option: string, text: string): number | undefined {
  const stamp = parseStamp(text);
  if (stamp === undefined) return undefined;
  return stamp.zoneMs === undefined ? ofLocalTime(log, option, text, stamp.atMs) : stamp.atMs;
}

/**
 * The instant at which the clocks of the log showed a time. Where they were set, each line has its own zone.
 * @param wallMs - the time as if it were UTC
 * @throws FiredrillError BAD_TIME for a time that they showed twice
 */
function ofLocalTime({ zones }: LogTimes, option: string, text: string, wallMs: number): number {
  const [first] = zones;
  if (first === undefined) return wallMs;
  if (zones.length === 1) return wallMs - first.zoneMs;
  const shown = zones.filter(
    ({ zoneMs, fromMs, untilMs }) => wallMs - zoneMs >= fromMs && wallMs - zoneMs <= untilMs,
  );
  if (shown.length > 1)
    throw severalZones(
      option,
      text,
      shown.map(({ zoneMs }) => zoneText(zoneMs)),
    );
  const [one = zoneAt(zones, wallMs - first.zoneMs)] = shown;
  return wallMs - one.zoneMs;
}

/** The zone of the lines around an instant: the one whose lines are nearest. */
function zoneAt(zones: LogTimes["zones"], atMs: number): LogTimes["zones"][number] {
  const away = (span: LogTimes["zones"][number]): number =>
    Math.max(0, span.fromMs - atMs, atMs - span.untilMs);
  return zones.toSorted((one, other) => away(one) - away(other))[0] ?? utc;
}

const utc = { zoneMs: 0, fromMs: -Infinity, untilMs: Infinity };

function timeOfDay(log: LogTimes, option: string, text: string): number | undefined {
  const { zones, span } = log;
  const wallOf = (ms: number): number => ms + zoneAt(zones, ms).zoneMs;
  const [first, last] = [span.fromMs, span.untilMs].map((ms) => Math.floor(wallOf(ms) / dayMs));
  if (first !== last) throw severalDays(option, text, span);
  const date = formatInstant(wallOf(span.fromMs)).slice(0, 10);
  const stamp = parseStamp(`${date}T${text.padStart(text.indexOf(":") === 1 ? text.length + 1 : 0, "0")}`);
  return stamp === undefined ? undefined : ofLocalTime(log, option, text, stamp.atMs);
}

/** `2026-11-20T14:03:00.000000+02:00`: an instant in the zone of the lines around it. */
export function formatMoment({ zones }: Pick<UnderstoodLog, "zones">, atMs: number): string {
  const { zoneMs } = zoneAt(zones, atMs);
  const local = formatInstant(atMs + zoneMs).replace(/\.?0+Z$/, "Z");
  return zoneMs === 0 ? local : `${local.slice(0, -1)}${zoneText(zoneMs)}`;
}

function zoneText(zoneMs: number): string {
  const minutes = Math.abs(zoneMs) / 60_000;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${zoneMs < 0 ? "-" : "+"}${hour}:${minute}`;
}

function badMoment(option: string, text: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TIME",
    `Invalid --${option} "${text}": expected a time${yearNote(text)}.`,
    "Give a time like 2026-11-20T14:03:00 (in the log's zone, or with Z or +02:00), or a time of day like 14:03:00.",
  );
}

function severalZones(option: string, text: string, zones: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TIME",
    `--${option} "${text}" is ambiguous: the log has lines of that time in ${zones.join(" and ")}.`,
    `Give the date with its zone, for example 2026-10-25T02:30:00${zones[0] ?? ""}.`,
  );
}

function severalDays(option: string, text: string, span: UnderstoodLog["span"]): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TIME",
    `--${option} "${text}" has no date, but the log covers several days: ${formatInstant(span.fromMs)} to ${formatInstant(span.untilMs)}.`,
    "Add the date, as in 2026-11-20T14:03:00.",
  );
}

function outsideLog(log: LogTimes, option: string, text: string): FiredrillError {
  const { fromMs, untilMs } = log.span;
  return new FiredrillError(
    "usage",
    "TIME_OUTSIDE_LOG",
    `--${option} ${text} is outside the log, which runs from ${formatMoment(log, fromMs)} to ${formatMoment(log, untilMs)}.`,
    "Give a time within the log. Without a zone it is in the log's own.",
  );
}
