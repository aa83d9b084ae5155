import fs from "node:fs";
import type { FiredrillError } from "../../domain/error.ts";
import type { SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { byteOrderMark } from "../formats/text.ts";
import {
  checkEncoding,
  damagedGzip,
  isGzip,
  unpacked,
  unpackedFromBytes,
  unpackedStart,
} from "./encoding.ts";
import { readingError } from "./file-errors.ts";
import { checkPlainFile } from "./plain-file.ts";
import type { LogInput, StreamedLog } from "./stream.ts";
import { nameOf } from "./stream.ts";

/** Longer lines are skipped without being kept: 64 KiB. */
export const longestLineBytes = 65_536;

export type Line =
  /** Without its end, which is `\n` or `\r\n`, and without a byte order mark before it. */
  | { readonly kind: "text"; readonly text: string }
  /** Too long to keep. */
  | { readonly kind: "oversize" }
  /** Its end was never written, for its file was truncated. */
  | { readonly kind: "cut" };

/** Cuts bytes into lines, holding back at most one unfinished line of at most 64 KiB. */
export interface LineSplitter<Taken = never> {
  /** The lines that end within these bytes, which may be reused afterwards. */
  readonly push: (bytes: Buffer) => readonly (Line | Taken)[];
  /** Takes what stands behind the last line end; `undefined` when nothing does. */
  readonly takeRest: () => Line | undefined;
  /** Throws away everything up to the next line end. */
  readonly discardLine: () => void;
}

/**
 * What a line is, as far as its bytes say it; `undefined` where it takes the text. The bytes are reused afterwards.
 * @param until - behind its last byte, without its end
 */
export type TakeLine<Taken> = (bytes: Buffer, from: number, until: number) => Taken | undefined;

const nothing = Buffer.alloc(0);
const oversize: Line = { kind: "oversize" };

/** @param take - offered each line that stands within the bytes of one push */
export function createLineSplitter<Taken = never>(take?: TakeLine<Taken>): LineSplitter<Taken> {
  let unfinished: Buffer = nothing;
  let fate: "kept" | "oversize" | "discarded" = "kept";

  function measure(more: Buffer): void {
    if (fate === "kept" && unfinished.length + more.length > longestLineBytes) fate = "oversize";
  }

  function keep(start: Buffer): void {
    measure(start);
    unfinished = fate === "kept" ? Buffer.concat([unfinished, start]) : nothing;
  }

  function finish(end: Buffer): Line | undefined {
    measure(end);
    const line = lineOf(fate, unfinished.length === 0 ? end : Buffer.concat([unfinished, end]));
    unfinished = nothing;
    fate = "kept";
    return line;
  }

  function wholeLine(bytes: Buffer, from: number, end: number): Line | Taken {
    const until = end > from && bytes[end - 1] === 13 ? end - 1 : end;
    return take?.(bytes, from, until) ?? { kind: "text", text: lineText(bytes, from, end) };
  }

  function push(bytes: Buffer): readonly (Line | Taken)[] {
    const lines: (Line | Taken)[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      const isWhole = unfinished.length === 0 && fate === "kept" && end - from <= longestLineBytes;
      const line = isWhole ? wholeLine(bytes, from, end) : finish(bytes.subarray(from, end));
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    keep(bytes.subarray(from));
    return lines;
  }

  return {
    push,
    takeRest: () => (fate === "kept" && unfinished.length === 0 ? undefined : finish(nothing)),
    discardLine() {
      unfinished = nothing;
      fate = "discarded";
    },
  };
}

function lineOf(fate: "kept" | "oversize" | "discarded", bytes: Buffer): Line | undefined {
  switch (fate) {
    case "kept":
      return { kind: "text", text: lineText(bytes, 0, bytes.length) };
    case "oversize":
      return oversize;
    case "discarded":
      return undefined;
  }
}

/** Files that were put together can have a mark before any line. */
function lineText(bytes: Buffer, from: number, end: number): string {
  const text = bytes.toString("utf8", from, end > from && bytes[end - 1] === 13 ? end - 1 : end);
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

const doNothing = (): void => undefined;

/**
 * The lines of a finished log in batches, in bounded memory; a last line without its end counts.
 * @param onRead - told of the bytes read so far, whenever their lines have been taken
 * @param take - as `createLineSplitter` has it
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export async function* readLines<Taken = never>(
  log: LogInput,
  onRead: (readBytes: number) => void = doNothing,
  take?: TakeLine<Taken>,
): AsyncGenerator<readonly (Line | Taken)[], void, undefined> {
  const splitter = createLineSplitter(take);
  let readBytes = 0;
  for await (const bytes of typeof log === "string" ? unpacked(log, chunksOf(log)) : log.chunks) {
    yield splitter.push(bytes);
    readBytes += bytes.length;
    onRead(readBytes);
  }
  const rest = splitter.takeRest();
  if (rest !== undefined) yield [rest];
}

const chunkBytes = longestLineBytes;

/**
 * Two buffers, filled in turns, one while the other is worked on: a gigabyte of new ones would wait for the garbage
 * collector.
 */
async function* chunksOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  let [next, spare] = [Buffer.alloc(chunkBytes), Buffer.alloc(chunkBytes)];
  try {
    checkPlainFile(path);
    const file = await fs.promises.open(path);
    let reading = file.read(next, 0, chunkBytes);
    try {
      for (;;) {
        const { bytesRead } = await reading;
        if (bytesRead === 0) return;
        const chunk = next.subarray(0, bytesRead);
        [next, spare] = [spare, next];
        reading = file.read(next, 0, chunkBytes);
        yield chunk;
      }
    } finally {
      await reading.catch(doNothing);
      await file.close();
    }
  } catch (error) {
    throw readingError(path, error);
  }
}

/** The beginning of a file. */
export interface FileStart {
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly sizeBytes: number;
  /** When it was last written, Unix milliseconds. */
  readonly writtenMs: number;
}

/**
 * Reads at most so many bytes of a file.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
function readStart(path: string, mostBytes: number): FileStart {
  try {
    checkPlainFile(path);
    const fd = fs.openSync(path, "r");
    try {
      const bytes = Buffer.alloc(mostBytes);
      const length = fs.readSync(fd, bytes, 0, bytes.length, 0);
      const { size, mtimeMs } = fs.fstatSync(fd);
      return { bytes: bytes.subarray(0, length), sizeBytes: size, writtenMs: mtimeMs };
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    throw readingError(path, error);
  }
}

/** Enough of a log to tell how its lines are spelled. */
const sampleBytes = 262_144;

/**
 * The beginning of a log.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_ENCODED
 */
export function startOf(log: LogInput): FileStart {
  const start = typeof log === "string" ? startOfFile(log) : startOfStream(log);
  checkEncoding(nameOf(log), start.bytes);
  return start;
}

function startOfStream({ start }: StreamedLog): FileStart {
  const sizeBytes = start.length < longestLineBytes ? start.length : Infinity;
  return { bytes: start, sizeBytes, writtenMs: standardInputWrittenMs() };
}

/** Of a pipe about now; of a redirected file its own. */
export function standardInputWrittenMs(): number {
  return fs.fstatSync(0).mtimeMs;
}

/** Of a gzip file the size is an estimate. */
function startOfFile(path: string): FileStart {
  const start = readStart(path, sampleBytes);
  if (!isGzip(start.bytes)) return start;
  try {
    const bytes = unpackedStart(start.bytes);
    const growth = bytes.length / Math.min(start.bytes.length, unpackedFromBytes);
    const isWhole = start.sizeBytes <= unpackedFromBytes;
    return {
      ...start,
      bytes: bytes.subarray(0, sampleBytes),
      sizeBytes: isWhole ? bytes.length : Math.ceil(start.sizeBytes * growth),
    };
  } catch (error) {
    throw damagedGzip(path, error);
  }
}

/** The beginning of a text file, without blank lines. */
export interface FirstLines {
  readonly lines: readonly string[];
  /** Of the first of them, from 1. */
  readonly firstLineNumber: number;
  /** When the log was last written, where that is known. */
  readonly writtenMs?: number;
}

const mostFirstLines = 200;

/** The first 200 lines of such a beginning that are not blank, without a byte order mark; one that is cut is left out. */
export function firstLinesOf({ bytes, sizeBytes, writtenMs }: FileStart): FirstLines {
  const all = bytes
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  const whole = bytes.length < sizeBytes && all.length > 1 ? all.slice(0, -1) : all;
  const lines = whole.filter((line) => line.trim() !== "").slice(0, mostFirstLines);
  return { lines, firstLineNumber: whole.findIndex((line) => line.trim() !== "") + 1, writtenMs };
}

/**
 * Reads a log as a whole.
 * @returns undefined when it is larger
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_ENCODED
 */
export async function readWholeLog(log: LogInput, largestBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const bytes of typeof log === "string" ? unpacked(log, chunksOf(log)) : log.chunks) {
    sizeBytes += bytes.length;
    if (sizeBytes > largestBytes) return undefined;
    chunks.push(Buffer.from(bytes));
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Reads a file as a whole.
 * @param missing - makes the error for one that is not there; default LOG_NOT_FOUND
 * @throws FiredrillError that one, LOG_NOT_READABLE
 */
export function readText(path: string, missing?: (path: string, cause: unknown) => FiredrillError): string {
  try {
    checkPlainFile(path);
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    throw readingError(path, error, missing);
  }
}

/** Parses a line, or says why there is nothing to parse. */
export function decodeLine<Parsed>(
  format: { readonly decode: (line: string, rowsBefore: number) => Parsed },
  line: Line,
  rowsBefore: number,
): Parsed | SkippedLine {
  switch (line.kind) {
    case "text":
      return format.decode(line.text, rowsBefore);
    case "oversize":
      return skipped("the line is longer than 64 KiB");
    case "cut":
      return skipped("the file was truncated inside the line");
  }
}
