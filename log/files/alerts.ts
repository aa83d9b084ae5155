import type { FileAlert, ReceivedAlert } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import { withSubject } from "../../domain/subject.ts";
import { parseJson } from "../../domain/text/json.ts";
import { mistakeList } from "../formats/text.ts";
import type { Line } from "./lines.ts";
import { readLines } from "./lines.ts";
import type { LogWriter, NewFile } from "./writer.ts";
import { createLog } from "./writer.ts";

/**
 * Creates a file of alerts, one JSON object per line. A score that is no finite number is left out.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openAlertLog(file: NewFile): LogWriter<ReceivedAlert> {
  return createLog(file, { header: "", encode: (alert) => `${JSON.stringify(alert, finiteOnly)}\n` });
}

function finiteOnly(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? undefined : value;
}

/**
 * Reads a file of alerts; blank lines are passed over.
 * @throws FiredrillError BAD_ALERTS naming line and field of the first ten mistakes, LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export async function readAlerts(path: string): Promise<readonly FileAlert[]> {
  const { checkedAlert } = await import("./alert-schema.ts");
  const alerts: FileAlert[] = [];
  const mistakes: string[] = [];
  let lineNumber = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      lineNumber += 1;
      const value = valueOf(line);
      if (value === blank) continue;
      const checked = checkedAlert(value);
      if (checked.kind === "alert") alerts.push(withSubject(checked.alert));
      else for (const mistake of checked.mistakes) mistakes.push(`line ${lineNumber}: ${mistake}`);
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
    "One JSON object per line with detector, key, severity, state, atIndex and atMs, and receivedMs if known.",
  );
}
