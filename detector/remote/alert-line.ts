import type { Severity } from "../../domain/alert.ts";
import type { RemoteAlert } from "../../domain/remote-detector.ts";
import { isReadableSubject } from "../../domain/subject.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { parseInstant } from "../../domain/time/instant.ts";
import { reasonOf } from "../../domain/error.ts";
import { defaultAlertPattern } from "./alert-pattern.ts";
import type { AlertPattern } from "./alert-pattern.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { shownValue } from "./json-fields.ts";
import { harmless, withoutColors } from "./last-words.ts";

/** The meaning of one line of a program's output. */
type AlertLine =
  | { readonly kind: "alert"; readonly alert: RemoteAlert }
  /** Not about an alert. */
  | { readonly kind: "chatter" }
  /** An attempt at an alert that cannot be read. */
  | { readonly kind: "mistake"; readonly mistake: string };

const chatter: AlertLine = { kind: "chatter" };
const longestEvidence = 200;

/**
 * Reads one line of a detector's output, ignoring terminal colors. A JSON object is an alert; any other line is one
 * if it matches the pattern.
 * @param pattern - the user's pattern. It is tried before JSON, and JSON objects without a field of an alert are
 *   ignored. Without it, lines that contain WARNING or ERROR are alerts.
 */
export function readAlertLine(colored: string, pattern: AlertPattern | undefined): AlertLine {
  const whole = withoutColors(colored).replace(byteOrderMark, "");
  const own = pattern?.groupsIn(whole);
  const line = whole.trim();
  if (own !== undefined) return alertOfGroups(own, line);
  if (looksLikeJson(line)) return alertOfJson(line, pattern);
  const found = pattern === undefined ? defaultAlertPattern.groupsIn(line) : undefined;
  return found === undefined ? chatter : alertOfGroups(found, line);
}

const byteOrderMark = /^\uFEFF/;

/** Matches log lines such as `[12:00:01] INFO started`. `[` alone, `[1, 2]` and `[{` start a JSON list. */
const logPrefix = /^\[[^[\]{}"']*\]\s*[^\s,\]]/;

function looksLikeJson(line: string): boolean {
  return line.startsWith("{") || (line.startsWith("[") && !logPrefix.test(line));
}

function alertOfJson(line: string, pattern: AlertPattern | undefined): AlertLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    // With a pattern, a program may print anything else, except lines that name a field of an alert.
    if (pattern !== undefined && !marks.some((name) => line.includes(name))) return chatter;
    return { kind: "mistake", mistake: brokenJson(line, reasonOf(error)) };
  }
  if (isJsonObject(value)) return alertOfObject(value, pattern);
  return pattern === undefined
    ? { kind: "mistake", mistake: "it is a JSON list; print one JSON object per line" }
    : chatter;
}

/** Explains common lines that are almost JSON. */
function brokenJson(line: string, reason: string): string {
  const notFinite = /[:[,]\s*(-?Infinity|NaN)\b/.exec(line);
  if (notFinite !== null) return `${notFinite[1]} is not a JSON value; leave the field out`;
  if (/^[{[]\s*$/.test(line)) return "it is JSON over several lines; print one object per line";
  if (/^[{[]\s*'/.test(line)) return "it has single quotes, as Python prints a dict; use json.dumps";
  return `it starts like JSON but is not valid JSON (${reason})`;
}

function alertOfObject(object: JsonObject, pattern: AlertPattern | undefined): AlertLine {
  if (marks.some((name) => Object.hasOwn(object, name))) return alertOf(object, {});
  if (pattern !== undefined) return chatter;
  return { kind: "mistake", mistake: `it has none of the fields ${marks.join(", ")}` };
}

function alertOfGroups(groups: JsonObject, line: string): AlertLine {
  const matched = Object.fromEntries(Object.entries(groups).filter(([, text]) => text !== ""));
  return alertOf(matched, { evidence: harmless(line.trim()).slice(0, longestEvidence) });
}

/** Absent and `null` fields get their defaults; unknown fields are ignored. */
function alertOf(given: JsonObject, base: Partial<RemoteAlert>): AlertLine {
  let alert: RemoteAlert = { severity: "error", state: "firing", ...base };
  for (const { name, expected, read } of fields) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    const part = read(value);
    if (part === undefined)
      return { kind: "mistake", mistake: `its "${name}" is ${shownValue(value)}, not ${expected}` };
    alert = { ...alert, ...part };
  }
  return { kind: "alert", alert };
}

interface Field {
  readonly name: string;
  readonly expected: string;
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
    expected: '"warning" or "error"',
    read: (value) => {
      const severity = wordIn(severities, value);
      return severity === undefined ? undefined : { severity };
    },
  },
  {
    name: "state",
    expected: '"firing" or "resolved"',
    read: (value) => {
      const state = wordIn(states, value);
      return state === undefined ? undefined : { state };
    },
  },
  {
    name: "at",
    expected: 'a row\'s index, or a time such as "2020-01-01T00:00:00.5Z" (use "atMs" for Unix milliseconds)',
    read: positionOf,
  },
  {
    name: "atIndex",
    expected: "a row's index",
    read: (value) => (isIndex(value) ? { atIndex: value } : undefined),
  },
  {
    name: "atMs",
    expected: "Unix milliseconds",
    read: (value) => (isFiniteNumber(value) ? { atMs: value } : undefined),
  },
  { name: "key", expected: "a string", read: (value) => (isText(value) ? { key: value } : undefined) },
  {
    name: "subject",
    expected: 'a string, with an address after "ip:"',
    read: (value) => (isText(value) && isReadableSubject(value) ? { subject: value } : undefined),
  },
  {
    name: "score",
    expected: "a number",
    read: (value) => (isFiniteNumber(value) ? { score: value } : undefined),
  },
  {
    name: "evidence",
    expected: "a string",
    read: (value) => (isText(value) ? { evidence: value.slice(0, longestEvidence) } : undefined),
  },
];

/** An object with one of these fields is meant as an alert. */
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
 * Reads the field `at`. A whole number below 1,000,000,000 (a number or digits) is a row's index; an ISO 8601 instant
 * with a zone is a time. Anything else is ambiguous: larger numbers could be Unix seconds or milliseconds, and a time
 * without a zone could be in any zone.
 */
function positionOf(value: unknown): Pick<RemoteAlert, "atIndex" | "atMs"> | undefined {
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

/** Reads ISO 8601 with `Z` or an offset, `T` or a space, and any number of decimals. */
function instantOf(text: string): number | undefined {
  const [, date, time, decimals = "0", sign, hours = "0", minutes = "0"] = isoPattern.exec(text) ?? [];
  if (date === undefined) return undefined;
  const localMs = parseInstant(`${date}T${time}.${decimals}Z`);
  if (localMs === undefined) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return roundToMicros(sign === "-" ? localMs + offsetMs : localMs - offsetMs);
}
