import type { ReceivedAlert } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import { withSubject } from "../../domain/subject.ts";
import { isJsonObject, parseJson } from "../formats/json.ts";
import { mistakeList, printable } from "../formats/text.ts";
import { createLineFile } from "./line-file.ts";
import type { Line } from "./lines.ts";
import { readLines } from "./lines.ts";
import type { LogWriter } from "./writer.ts";

interface NewAlertLog {
  readonly path: string;
  /** 0: every alert is in the file when `write` returns. */
  readonly bufferBytes: number;
}

/**
 * Creates a file of alerts, one JSON object per line. A score that is no finite number is left out.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openAlertLog({ path, bufferBytes }: NewAlertLog): LogWriter<ReceivedAlert> {
  const file = createLineFile(path, bufferBytes);
  return { write: (alert) => file.append(`${JSON.stringify(alert, finiteOnly)}\n`), close: file.close };
}

function finiteOnly(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
}

/**
 * Reads a file of alerts; blank lines are passed over.
 * @throws FiredrillError BAD_ALERTS naming line and field of the first ten mistakes, LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export async function readAlerts(path: string): Promise<readonly ReceivedAlert[]> {
  const alerts: ReceivedAlert[] = [];
  const mistakes: string[] = [];
  let lineNumber = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      lineNumber += 1;
      const value = valueOf(line);
      if (value === blank) continue;
      if (isReceivedAlert(value)) alerts.push(withSubject(value));
      else for (const mistake of alertMistakes(value)) mistakes.push(`line ${lineNumber}: ${mistake}`);
    }
  }
  if (mistakes.length > 0) throw badAlerts(path, mistakes);
  return alerts;
}

const blank = Symbol("blank");

function valueOf(line: Line): unknown {
  if (line.kind !== "text") return undefined;
  return line.text.trim() === "" ? blank : parseJson(line.text);
}

function badAlerts(path: string, mistakes: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_ALERTS",
    mistakeList(`${path} is no list of alerts:`, mistakes),
    "One JSON object per line with detector, key, severity, state, atIndex, atMs and receivedMs.",
  );
}

interface Field {
  readonly name: keyof ReceivedAlert;
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isAbsentOr =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

const fields: readonly Field[] = [
  { name: "detector", wanted: "a name", fits: isName },
  { name: "key", wanted: "a text", fits: isText },
  {
    name: "severity",
    wanted: '"warning" or "error"',
    fits: (value) => value === "warning" || value === "error",
  },
  {
    name: "state",
    wanted: '"firing" or "resolved"',
    fits: (value) => value === "firing" || value === "resolved",
  },
  { name: "atIndex", wanted: "a whole number from 0", fits: isIndex },
  { name: "atMs", wanted: "Unix milliseconds", fits: isNumber },
  { name: "receivedMs", wanted: "Unix milliseconds", fits: isNumber },
  { name: "score", wanted: "a number", fits: isAbsentOr(isNumber) },
  { name: "subject", wanted: "a text", fits: isAbsentOr(isText) },
  { name: "evidence", wanted: "a text", fits: isAbsentOr(isText) },
];

/** What keeps a value from being an alert, one phrase per field; empty when nothing does. Other fields are ignored. */
export function alertMistakes(value: unknown): readonly string[] {
  if (!isJsonObject(value)) return ["no JSON object"];
  return fields
    .filter(({ name, fits }) => !fits(value[name]))
    .map(({ name, wanted }) => {
      const found = value[name];
      return `${name} is ${found === undefined ? "missing" : printable(JSON.stringify(found))}, not ${wanted}`;
    });
}

function isReceivedAlert(value: unknown): value is ReceivedAlert {
  return alertMistakes(value).length === 0;
}
