import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { domainKit, logSources } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { UtcOffsetMs } from "../formats/format.ts";
import { importGivenUp } from "../import/errors.ts";
import type { ListedAttacks, LogWords, RowLines } from "../source.ts";
import { labelledFormat, logKit, observedFormat } from "../sources.ts";
import type { DetectedLog } from "./detect.ts";
import { detectLog } from "./detect.ts";
import type { Line } from "./lines.ts";
import { decodeLine, readLines } from "./lines.ts";
import type { RowReader, SkippedLines } from "./rows.ts";
import { createRowReader } from "./rows.ts";
import type { LogInput } from "./stream.ts";
import { nameOf } from "./stream.ts";

const utc: UtcOffsetMs = () => 0;

/** A finished log that is being read. */
export interface LogReading<Row> {
  readonly detected: DetectedLog;
  /** In the order of the file, in bounded memory. To be iterated once. */
  readonly rows: AsyncIterable<Row>;
  /** The same rows, as many at a time as were read at once: a promise for each row takes as long as reading it. */
  readonly batches: AsyncIterable<readonly Row[]>;
  /** Lines skipped so far; all of them after the last row. */
  readonly skipped: () => SkippedLines;
}

/**
 * Reads a log as a detector may see it, in any format; of a labelled file only the observed columns.
 * @throws FiredrillError what `detectLog` throws
 */
export function readObservedLog(
  log: LogInput,
  { utcOffsetMs, words }: { readonly utcOffsetMs: UtcOffsetMs; readonly words?: LogWords },
): LogReading<Observation> {
  const detected = detectLog(log, words);
  return reading(log, detected, observedLinesOf(detected, utcOffsetMs));
}

function observedLinesOf(detected: DetectedLog, utcOffsetMs: UtcOffsetMs): RowLines<Observation> {
  return detected.kind === "foreign"
    ? detected.linesOf(utcOffsetMs)
    : observedFormat(detected.source, detected.format, utcOffsetMs);
}

/**
 * Reads a log with its answers.
 * @throws FiredrillError LOG_NOT_LABELLED when the file has no truth in it; else as `readObservedLog`
 */
export function readLabelledLog(log: LogInput, words?: LogWords): LogReading<Labelled> {
  const detected = detectLog(log, words);
  if (detected.kind !== "labelled") throw logNotLabelled(nameOf(log));
  return reading(log, detected, labelledFormat(detected.source, detected.format));
}

/** A log whose answers stand in a list of attacks. */
export interface AttackedLog extends LogReading<Labelled> {
  /** After the last row: attacks of the list that no row belongs to, for nothing was logged of them in their time. */
  readonly attacksWithoutRows: () => number;
}

/**
 * Reads a log as a detector may see it, with the answers that stand in a list of attacks.
 * @throws FiredrillError NOT_A_LOGIN_LOG when no list can label such a log, as `readObservedLog`, and what reading the list
 *   throws; after the last row ATTACK_OUTSIDE_LOG
 */
export function readAttackedLog(log: LogInput, attacksPath: string, words?: LogWords): AttackedLog {
  const detected = detectLog(log, words);
  const list = logKit(detected.source).attackList;
  if (list === undefined) throw noAttackList(nameOf(log), detected.source);
  const attacks = list.read(attacksPath);
  const { batches, skipped } = reading(log, detected, observedLinesOf(detected, utc));
  return {
    ...inBatches(detected, labelled(batches, attacks, nameOf(log)), skipped),
    attacksWithoutRows: attacks.withoutRows,
  };
}

async function* labelled(
  batches: AsyncIterable<readonly Observation[]>,
  attacks: ListedAttacks<Observation>,
  path: string,
): AsyncGenerator<readonly Labelled[], void, undefined> {
  for await (const rows of batches)
    yield rows.map((observation) => ({ observation, truth: attacks.truthOf(observation) }));
  attacks.finish(path);
}

const attackLists = logSources.flatMap((source) => {
  const { attackList } = logKit(source);
  return attackList === undefined ? [] : [{ source, nouns: domainKit(source).nouns, ...attackList }];
});

function noAttackList(path: string, source: LogSource): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_LOGIN_LOG",
    `${path} is a log of ${source}, not of ${attackLists.map((list) => list.source).join(" or ")}.`,
    attackLists.map(({ wantedLog }) => wantedLog).join(" "),
  );
}

function reading<Row>(log: LogInput, detected: DetectedLog, format: RowLines<Row>): LogReading<Row> {
  const reader = createRowReader<Line, Row>((line, rowsBefore) => decodeLine(format, line, rowsBefore));
  return inBatches(detected, batchesOf(log, reader, detected), reader.skipped);
}

function inBatches<Row>(
  detected: DetectedLog,
  batches: AsyncIterable<readonly Row[]>,
  skipped: () => SkippedLines,
): LogReading<Row> {
  return { detected, rows: flattened(batches), batches, skipped };
}

async function* flattened<Row>(batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Row, void, undefined> {
  for await (const rows of batches) yield* rows;
}

/** @throws FiredrillError IMPORT_TOO_MANY_BAD_LINES at the end of another program's log that is mostly no rows */
async function* batchesOf<Row>(
  log: LogInput,
  reader: RowReader<Line, Row>,
  { kind }: DetectedLog,
): AsyncGenerator<readonly Row[], void, undefined> {
  let count = 0;
  for await (const lines of readLines(log)) {
    const rows = reader.rowsIn(lines);
    count += rows.length;
    yield rows;
  }
  const skipped = reader.skipped();
  if (kind === "foreign" && skipped.skipped > count) throw importGivenUp(nameOf(log), count, skipped);
}

function logNotLabelled(path: string): FiredrillError {
  const listed = attackLists.map(({ nouns }) => nouns.log).join(" or ");
  return new FiredrillError(
    "usage",
    "LOG_NOT_LABELLED",
    `${path} is an observed log: it has no columns mode and incident.`,
    `Give the labelled log of the drill (labelled.csv or labelled.ndjson in its run folder); for a log of ${listed} a list of its attacks will do, with --labels.`,
  );
}
