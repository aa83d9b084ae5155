import type { Severity } from "../../domain/alert.ts";
import type { RemoteAlert } from "../../domain/remote-detector.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { parseInstant } from "../../domain/time/instant.ts";
import { reasonOf } from "../../domain/error.ts";
import { defaultAlertPattern } from "./alert-pattern.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { shownValue } from "./json-fields.ts";
import { harmless, withoutColours } from "./last-words.ts";

/** What a line of somebody's program means to us. */
type AlertLine =
  | { readonly kind: "alert"; readonly alert: RemoteAlert }
  /** The program talks about something else. */
  | { readonly kind: "chatter" }
  /** It means to be an alert and cannot be one. */
  | { readonly kind: "mistake"; readonly mistake: string };

const chatter: AlertLine = { kind: "chatter" };
const longestEvidence = 200;

/**
 * Reads one line of a detector's output, whatever its colours. A JSON object is an alert; any other line is one when it matches.
 * @param pattern - the user's own, which comes before JSON and makes objects without a field of an alert chatter;
 *   without it lines that hold WARNING or ERROR are alerts
 */
export function readAlertLine(coloured: string, pattern: RegExp | undefined): AlertLine {
  const line = withoutColours(coloured).replace(byteOrderMark, "").trim();
  const own = pattern?.exec(line);
  if (own !== undefined && own !== null) return alertOfGroups(own.groups ?? {}, line);
  if (looksLikeJson(line)) return alertOfJson(line, pattern);
  const found = pattern === undefined ? defaultAlertPattern.exec(line) : null;
  return found === null ? chatter : alertOfGroups(found.groups ?? {}, line);
}

const byteOrderMark = /^\uFEFF/;

/** `[12:00:01] INFO started` is a line of a log; `[` alone, `[1, 2]` and `[{` begin a list. */
const logPrefix = /^\[[^[\]{}"']*\]\s*[^\s,\]]/;

function looksLikeJson(line: string): boolean {
  return line.startsWith("{") || (line.startsWith("[") && !logPrefix.test(line));
}

function alertOfJson(line: string, pattern: RegExp | undefined): AlertLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    // With a pattern of its own a program may print what it likes beside its alerts, unless it names a field of one.
    if (pattern !== undefined && !marks.some((name) => line.includes(name))) return chatter;
    return { kind: "mistake", mistake: brokenJson(line, reasonOf(error)) };
  }
  if (isJsonObject(value)) return alertOfObject(value, pattern);
  return pattern === undefined
    ? { kind: "mistake", mistake: "it is a JSON list; print one JSON object per line" }
    : chatter;
}

/** The usual ways to print an alert that is almost JSON. */
function brokenJson(line: string, reason: string): string {
  const notFinite = /[:[,]\s*(-?Infinity|NaN)\b/.exec(line);
  if (notFinite !== null) return `${notFinite[1]} is not a JSON value; leave the field out`;
  if (/^[{[]\s*$/.test(line)) return "it is JSON over several lines; print one object per line";
  if (/^[{[]\s*'/.test(line)) return "it has single quotes, as Python prints a dict; use json.dumps";
  return `it starts like JSON but is not valid JSON (${reason})`;
}

function alertOfObject(object: JsonObject, pattern: RegExp | undefined): AlertLine {
  if (marks.some((name) => Object.hasOwn(object, name))) return alertOf(object, {});
  if (pattern !== undefined) return chatter;
  return { kind: "mistake", mistake: `it has none of the fields ${marks.join(", ")}` };
}

function alertOfGroups(groups: JsonObject, line: string): AlertLine {
  const said = Object.fromEntries(Object.entries(groups).filter(([, text]) => text !== ""));
  return alertOf(said, { evidence: harmless(line.trim()).slice(0, longestEvidence) });
}

/** Absent fields, `null` among them, have their defaults; fields that we do not know are the program's own. */
function alertOf(said: JsonObject, base: Partial<RemoteAlert>): AlertLine {
  let alert: RemoteAlert = { severity: "error", state: "firing", ...base };
  for (const { name, wanted, read } of fields) {
    const value = said[name];
    if (value === undefined || value === null) continue;
    const part = read(value);
    if (part === undefined)
      return { kind: "mistake", mistake: `its "${name}" is ${shownValue(value)}, not ${wanted}` };
    alert = { ...alert, ...part };
  }
  return { kind: "alert", alert };
}

interface Field {
  readonly name: string;
  readonly wanted: string;
  readonly read: (value: unknown) => Partial<RemoteAlert> | undefined;
}

const severities: Readonly<Record<string, Severity>> = {
  warning: "warning",
  warn: "warning",
  error: "error",
  err: "error",
  critical: "error",
  crit: "error",
};
const states: Readonly<Record<string, RemoteAlert["state"]>> = { firing: "firing", resolved: "resolved" };

const fields: readonly Field[] = [
  {
    name: "severity",
    wanted: '"warning" or "error"',
    read: (value) => {
      const severity = wordIn(severities, value);
      return severity === undefined ? undefined : { severity };
    },
  },
  {
    name: "state",
    wanted: '"firing" or "resolved"',
    read: (value) => {
      const state = wordIn(states, value);
      return state === undefined ? undefined : { state };
    },
  },
  {
    name: "at",
    wanted: 'a row\'s index, or a time as "2020-01-01T00:00:00.5Z" (Unix milliseconds go into "atMs")',
    read: momentOf,
  },
  {
    name: "atIndex",
    wanted: "a row's index",
    read: (value) => (isIndex(value) ? { atIndex: value } : undefined),
  },
  {
    name: "atMs",
    wanted: "Unix milliseconds",
    read: (value) => (isFiniteNumber(value) ? { atMs: value } : undefined),
  },
  { name: "key", wanted: "a text", read: (value) => (isText(value) ? { key: value } : undefined) },
  { name: "subject", wanted: "a text", read: (value) => (isText(value) ? { subject: value } : undefined) },
  {
    name: "score",
    wanted: "a number",
    read: (value) => (isFiniteNumber(value) ? { score: value } : undefined),
  },
  {
    name: "evidence",
    wanted: "a text",
    read: (value) => (isText(value) ? { evidence: value.slice(0, longestEvidence) } : undefined),
  },
];

/** An object with one of these means to be an alert. */
const marks = ["severity", "state", "at", "atIndex", "atMs"];

function wordIn<Meaning>(words: Readonly<Record<string, Meaning>>, value: unknown): Meaning | undefined {
  const word = typeof value === "string" ? value.toLowerCase() : "";
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

const firstNoIndex = 1_000_000_000;

const isoPattern =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6})\d*)?(?:Z|([+-])(\d\d):?([0-5]\d))$/i;

/**
 * What `at` says: a whole number below 1,000,000,000 (as a number or as digits) is a row's index, an ISO 8601 instant
 * with its zone is a time. Anything else could be several things: larger numbers Unix seconds or milliseconds, a time
 * without a zone one in any zone.
 */
function momentOf(value: unknown): Pick<RemoteAlert, "atIndex" | "atMs"> | undefined {
  if (typeof value === "string" && !/^\d+$/.test(value)) {
    const atMs = instantOf(value);
    return atMs === undefined ? undefined : { atMs };
  }
  const index = typeof value === "string" ? Number(value) : value;
  return isIndex(index) && index < firstNoIndex ? { atIndex: index } : undefined;
}

function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Reads ISO 8601 as programs print it: `Z` or an offset, `T` or a blank, any number of decimals. */
function instantOf(text: string): number | undefined {
  const [, date, time, decimals = "0", sign, hours = "0", minutes = "0"] = isoPattern.exec(text) ?? [];
  if (date === undefined) return undefined;
  const localMs = parseInstant(`${date}T${time}.${decimals}Z`);
  if (localMs === undefined) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return roundToMicros(sign === "-" ? localMs + offsetMs : localMs - offsetMs);
}
