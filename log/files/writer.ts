import type { LogSource, RowOf } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LabelledFormat, LineFormat, LogFormat, UtcOffsetMs } from "../formats/format.ts";
import { labelledFormat, observedFormat } from "../sources.ts";
import type { LineFile } from "./line-file.ts";
import { continueLineFile, createLineFile } from "./line-file.ts";

export interface LogWriter<Row> {
  /** @throws FiredrillError LOG_NOT_WRITABLE, when the disk is full for example */
  readonly write: (row: Row) => void;
  /** Writes what is held back and closes; a second call does nothing. */
  readonly close: () => void;
}

type LineEncoding<Row> = Pick<LineFormat<Row>, "header" | "encode">;

export interface NewFile {
  readonly path: string;
  /** 0: every row is in the file when `write` returns, so that a killed process leaves only complete rows. */
  readonly bufferBytes: number;
}

export interface NewLog<S extends LogSource, F extends LogFormat> extends NewFile {
  readonly source: S;
  readonly format: F;
}

export interface LocalTime {
  /** Only the original's format has local time. */
  readonly utcOffsetMs: UtcOffsetMs;
}

/**
 * Creates the log that a detector may see.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openObservedLog<S extends LogSource>(
  log: NewLog<S, LogFormat> & LocalTime,
): LogWriter<RowOf<S>> {
  return createLog(log, observedFormat(log.source, log.format, log.utcOffsetMs));
}

/**
 * Creates the log with the answers.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function openLabelledLog<S extends LogSource>(
  log: NewLog<S, LabelledFormat>,
): LogWriter<Labelled<RowOf<S>>> {
  return createLog(log, labelledFormat(log.source, log.format));
}

/**
 * Goes on behind an existing log in the original's format, row by row, as the original does; creates it if need be.
 * @throws FiredrillError LOG_NOT_WRITABLE
 */
export function appendObservedLog<S extends LogSource>(
  log: { readonly path: string; readonly source: S } & LocalTime,
): LogWriter<RowOf<S>> {
  return writerOn(continueLineFile(log.path), observedFormat(log.source, "original", log.utcOffsetMs));
}

/**
 * Creates a file of rows, each spelled so.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function createLog<Row>({ path, bufferBytes }: NewFile, format: LineEncoding<Row>): LogWriter<Row> {
  const file = createLineFile(path, bufferBytes);
  file.append(format.header);
  return writerOn(file, format);
}

function writerOn<Row>(file: LineFile, { encode }: LineEncoding<Row>): LogWriter<Row> {
  return { write: (row) => file.append(encode(row)), close: file.close };
}
