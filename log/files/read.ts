import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LineFormat, UtcOffsetMs } from "../formats/format.ts";
import { labelledFormat, observedFormat } from "../sources.ts";
import type { DetectedLog } from "./detect.ts";
import { detectLog } from "./detect.ts";
import { decodeLine, readLines } from "./lines.ts";
import type { SkippedCounter, SkippedLines } from "./rows.ts";
import { createSkippedCounter } from "./rows.ts";

/** A finished log that is being read. */
export interface LogReading<Row> {
  readonly detected: DetectedLog;
  /** In the order of the file, in bounded memory. To be iterated once. */
  readonly rows: AsyncIterable<Row>;
  /** Lines skipped so far; all of them after the last row. */
  readonly skipped: () => SkippedLines;
}

/**
 * Reads a log as a detector may see it, in any format; of a labelled file only the observed columns.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_EMPTY, UNKNOWN_LOG_FORMAT
 */
export function readObservedLog(
  path: string,
  { utcOffsetMs }: { readonly utcOffsetMs: UtcOffsetMs },
): LogReading<Observation> {
  const detected = detectLog(path);
  return reading(path, detected, observedFormat(detected.source, detected.format, utcOffsetMs));
}

/**
 * Reads a log with its answers.
 * @throws FiredrillError LOG_NOT_LABELLED when the file has no truth in it; else as `readObservedLog`
 */
export function readLabelledLog(path: string): LogReading<Labelled> {
  const detected = detectLog(path);
  if (detected.kind === "observed") throw logNotLabelled(path);
  return reading(path, detected, labelledFormat(detected.source, detected.format));
}

function reading<Row>(path: string, detected: DetectedLog, format: LineFormat<Row>): LogReading<Row> {
  const skippedLines = createSkippedCounter();
  return { detected, rows: readRows(path, format, skippedLines), skipped: skippedLines.soFar };
}

async function* readRows<Row>(
  path: string,
  format: LineFormat<Row>,
  skippedLines: SkippedCounter,
): AsyncGenerator<Row, void, undefined> {
  let rows = 0;
  let lineNumber = 0;
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      lineNumber += 1;
      const parsed = decodeLine(format, line, rows);
      if (parsed.kind === "skipped") skippedLines.add(lineNumber, parsed.reason);
      if (parsed.kind !== "row") continue;
      rows += 1;
      yield parsed.row;
    }
  }
}

function logNotLabelled(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_NOT_LABELLED",
    `${path} is an observed log: it has no columns mode and incident.`,
    "Give the labelled log of the drill (labelled.csv or labelled.ndjson in its run folder); for a log of logins a list of its attacks will do, with --labels.",
  );
}
