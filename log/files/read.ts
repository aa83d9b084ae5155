import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LineFormat, UtcOffsetMs } from "../formats/format.ts";
import { labelledFormat, observedFormat } from "../sources.ts";
import type { DetectedLog } from "./detect.ts";
import { detectLog } from "./detect.ts";
import type { Line } from "./lines.ts";
import { decodeLine, readLines } from "./lines.ts";
import type { RowReader, SkippedLines } from "./rows.ts";
import { createRowReader } from "./rows.ts";

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
  const reader = createRowReader<Line, Row>((line, rowsBefore) => decodeLine(format, line, rowsBefore));
  return { detected, rows: rowsOf(path, reader), skipped: reader.skipped };
}

async function* rowsOf<Row>(
  path: string,
  reader: RowReader<Line, Row>,
): AsyncGenerator<Row, void, undefined> {
  for await (const lines of readLines(path)) yield* reader.rowsIn(lines);
}

function logNotLabelled(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_NOT_LABELLED",
    `${path} is an observed log: it has no columns mode and incident.`,
    "Give the labelled log of the drill (labelled.csv or labelled.ndjson in its run folder); for a log of logins a list of its attacks will do, with --labels.",
  );
}
