import fs from "node:fs";
import { stringify } from "csv-stringify/sync";
import { fileErrorCode, logExists, logNotWritable } from "./file-errors.ts";
import { SpecialFile } from "./plain-file.ts";
import { createWholeFile } from "./whole-file.ts";

/** A file that grows by whole lines. */
export interface LineFile {
  /**
   * @param lines - each with its end
   * @throws FiredrillError LOG_NOT_WRITABLE; a part of the lines may then stand in the file
   */
  readonly append: (lines: string) => void;
  /** Writes what is held back and closes; a second call does nothing. */
  readonly close: () => void;
}

/**
 * Creates a file.
 * @param bufferBytes - 0: every call of `append` reaches the file at once; else lines are held back until there are
 *   about as many bytes
 * @throws FiredrillError LOG_EXISTS when anything is there, LOG_NOT_WRITABLE
 */
export function createLineFile(path: string, bufferBytes: number): LineFile {
  return lineFile(path, open(path, "wx"), bufferBytes);
}

/**
 * Opens a file to go on behind what it holds, or creates it. A half line that a killed writer left is ended first.
 * @throws FiredrillError LOG_NOT_WRITABLE
 */
export function continueLineFile(path: string): LineFile {
  const fd = open(path, "a+");
  const file = lineFile(path, fd, 0);
  if (endsInsideLine(fd)) file.append("\n");
  return file;
}

function open(path: string, flags: "wx" | "a+"): number {
  try {
    if (flags === "a+" && fs.statSync(path, { throwIfNoEntry: false })?.isFIFO() === true)
      throw new SpecialFile("it is a named pipe (FIFO), not a file");
    return fs.openSync(path, flags);
  } catch (error) {
    throw fileErrorCode(error) === "EEXIST" ? logExists(path) : logNotWritable(path, error);
  }
}

function endsInsideLine(fd: number): boolean {
  const { size } = fs.fstatSync(fd);
  const last = Buffer.alloc(1, "\n");
  if (size > 0) fs.readSync(fd, last, 0, 1, size - 1);
  return last.toString() !== "\n";
}

function lineFile(path: string, fd: number, bufferBytes: number): LineFile {
  let held = "";
  let closed = false;

  function flush(): void {
    const bytes = Buffer.from(held);
    held = "";
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      throw logNotWritable(path, error);
    }
  }

  function close(): void {
    if (closed) return;
    closed = true;
    try {
      flush();
    } finally {
      fs.closeSync(fd);
    }
  }

  return {
    append(lines) {
      if (closed) throw new RangeError(`${path} is closed`);
      held += lines;
      if (held.length >= bufferBytes) flush();
    },
    close,
  };
}

/**
 * Creates a file of whole lines, which gets its name when it is whole.
 * @param lines - each with its end, or several at once
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeLines(path: string, lines: Iterable<string>): void {
  createWholeFile(path, lines);
}

/**
 * Creates a file that holds this text.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeText(path: string, text: string): void {
  writeLines(path, [text]);
}

/** A semicolon or a blank may end a cell where a spreadsheet has another idea of CSV. */
const needsQuotes = /[^\w.:(),+-]/;

/**
 * Writes a table for spreadsheets as CSV. A cell that one would take for a formula, for it begins with `=`, `+`, `-`, `@`, a
 * tab or a carriage return, gets an apostrophe before it.
 * @param rows - the head first
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeSheet(path: string, rows: Iterable<readonly string[]>): void {
  writeLines(path, sheetLines(rows));
}

function* sheetLines(rows: Iterable<readonly string[]>): Generator<string, void, undefined> {
  for (const row of rows)
    yield stringify([row], { record_delimiter: "\n", escape_formulas: true, quoted_match: needsQuotes });
}
