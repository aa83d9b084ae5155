import fs from "node:fs";
import type { LineFormat, ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { readingError } from "./file-errors.ts";
import type { Line } from "./line-splitter.ts";
import { createLineSplitter, longestLineBytes } from "./line-splitter.ts";

/**
 * The lines of a finished file in batches, in bounded memory; a last line without its end counts.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export async function* readLines(path: string): AsyncGenerator<readonly Line[], void, undefined> {
  const splitter = createLineSplitter();
  try {
    for await (const bytes of chunksOf(path)) yield splitter.push(bytes);
  } catch (error) {
    throw readingError(path, error);
  }
  const rest = splitter.takeRest();
  if (rest !== undefined) yield [rest];
}

function chunksOf(path: string): AsyncIterable<Buffer> {
  return fs.createReadStream(path, { highWaterMark: longestLineBytes });
}

/**
 * The first line of a file that is not blank; of a very long one only the first 64 KiB; `undefined` when all are blank.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export function firstLine(path: string): string | undefined {
  try {
    const fd = fs.openSync(path, "r");
    try {
      const bytes = Buffer.alloc(longestLineBytes);
      const size = fs.readSync(fd, bytes, 0, bytes.length, 0);
      const lines = bytes.toString("utf8", 0, size).split(/\r?\n/);
      return lines.find((line) => line.trim() !== "");
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    throw readingError(path, error);
  }
}

/** Parses a line, or says why there is nothing to parse. */
export function decodeLine<Row>(format: LineFormat<Row>, line: Line, rowsBefore: number): ParsedLine<Row> {
  switch (line.kind) {
    case "text":
      return format.decode(line.text, rowsBefore);
    case "oversize":
      return skipped("the line is longer than 64 KiB");
    case "cut":
      return skipped("the file was truncated inside the line");
  }
}
