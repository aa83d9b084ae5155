import { FiredrillError } from "../../domain/error.ts";
import { formatInstant, yearNote } from "../../domain/time/instant.ts";
import type { UnderstoodLog } from "../../log/import/read.ts";
import { parseStamp } from "../../log/import/stamp.ts";

const dayMs = 86_400_000;
const timeOfDayPattern = /^\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?$/;

/**
 * Reads a moment of a log: ISO 8601 (without a zone, in the log's own), a time in the format of access logs, or a time of
 * day in a log of a single day.
 * @param option - its name on the command line
 * @throws FiredrillError BAD_TIME, TIME_OUTSIDE_LOG
 */
export function momentIn(log: UnderstoodLog, option: string, text: string): number {
  const atMs = timeOfDayPattern.test(text.trim())
    ? timeOfDay(log, option, text.trim())
    : instant(log, text.trim());
  if (atMs === undefined) throw badMoment(option, text);
  const { fromMs, untilMs } = log.span;
  if (atMs < fromMs || atMs > untilMs) throw outsideLog(log, option, text);
  return atMs;
}

function instant({ zoneMs = 0 }: UnderstoodLog, text: string): number | undefined {
  const stamp = parseStamp(text);
  if (stamp === undefined) return undefined;
  return stamp.zoneMs === undefined ? stamp.atMs - zoneMs : stamp.atMs;
}

function timeOfDay({ zoneMs = 0, span }: UnderstoodLog, option: string, text: string): number | undefined {
  const [first, last] = [span.fromMs, span.untilMs].map((ms) => Math.floor((ms + zoneMs) / dayMs));
  if (first !== last) throw severalDays(option, text, span);
  const date = formatInstant(span.fromMs + zoneMs).slice(0, 10);
  const stamp = parseStamp(`${date}T${text.padStart(text.indexOf(":") === 1 ? text.length + 1 : 0, "0")}`);
  return stamp === undefined ? undefined : stamp.atMs - zoneMs;
}

/** `2026-11-20T14:03:00.000000+02:00`: an instant in the log's own zone. */
export function formatMoment({ zoneMs = 0 }: Pick<UnderstoodLog, "zoneMs">, atMs: number): string {
  const local = formatInstant(atMs + zoneMs).replace(/\.?0+Z$/, "Z");
  if (zoneMs === 0) return local;
  const minutes = Math.abs(zoneMs) / 60_000;
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${local.slice(0, -1)}${zoneMs < 0 ? "-" : "+"}${hour}:${minute}`;
}

function badMoment(option: string, text: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TIME",
    `Invalid --${option} "${text}": expected a time${yearNote(text)}.`,
    "Give a time like 2026-11-20T14:03:00 (in the log's zone, or with Z or +02:00), or a time of day like 14:03:00.",
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

function outsideLog(log: UnderstoodLog, option: string, text: string): FiredrillError {
  const { fromMs, untilMs } = log.span;
  return new FiredrillError(
    "usage",
    "TIME_OUTSIDE_LOG",
    `--${option} ${text} is outside the log, which runs from ${formatMoment(log, fromMs)} to ${formatMoment(log, untilMs)}.`,
    "Give a time within the log. Without a zone it is in the log's own.",
  );
}
