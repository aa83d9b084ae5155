import fs from "node:fs";
import type { FiredrillError } from "../../domain/error.ts";
import type { LineFormat, ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { byteOrderMark } from "../formats/text.ts";
import { readingError } from "./file-errors.ts";
import { checkPlainFile } from "./plain-file.ts";
import type { LogInput } from "./stream.ts";

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
export interface LineSplitter {
  /** The lines that end within these bytes, which may be reused afterwards. */
  readonly push: (bytes: Buffer) => readonly Line[];
  /** Takes what stands behind the last line end; `undefined` when nothing does. */
  readonly takeRest: () => Line | undefined;
  /** Throws away everything up to the next line end. */
  readonly discardLine: () => void;
}

const nothing = Buffer.alloc(0);
const oversize: Line = { kind: "oversize" };

export function createLineSplitter(): LineSplitter {
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

  function push(bytes: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      const line = finish(bytes.subarray(from, end));
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
      return { kind: "text", text: lineText(bytes) };
    case "oversize":
      return oversize;
    case "discarded":
      return undefined;
  }
}

/** Files that were put together can have a mark before any line. */
function lineText(bytes: Buffer): string {
  const text = bytes.toString("utf8", 0, bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length);
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

const doNothing = (): void => undefined;

/**
 * The lines of a finished log in batches, in bounded memory; a last line without its end counts.
 * @param onRead - told of the bytes read so far, whenever their lines have been taken
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export async function* readLines(
  log: LogInput,
  onRead: (readBytes: number) => void = doNothing,
): AsyncGenerator<readonly Line[], void, undefined> {
  const splitter = createLineSplitter();
  let readBytes = 0;
  for await (const bytes of typeof log === "string" ? chunksOf(log) : log.chunks) {
    yield splitter.push(bytes);
    readBytes += bytes.length;
    onRead(readBytes);
  }
  const rest = splitter.takeRest();
  if (rest !== undefined) yield [rest];
}

/** One buffer, filled again and again: a gigabyte of new ones would wait for the garbage collector. */
async function* chunksOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.alloc(longestLineBytes);
  try {
    checkPlainFile(path);
    const file = await fs.promises.open(path);
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
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
}

/**
 * Reads at most so many bytes of a file.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export function readStart(path: string, mostBytes: number): FileStart {
  try {
    checkPlainFile(path);
    const fd = fs.openSync(path, "r");
    try {
      const bytes = Buffer.alloc(mostBytes);
      const length = fs.readSync(fd, bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, length), sizeBytes: fs.fstatSync(fd).size };
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
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE
 */
export function startOf(log: LogInput): FileStart {
  if (typeof log === "string") return readStart(log, sampleBytes);
  const { start } = log;
  return { bytes: start, sizeBytes: start.length < longestLineBytes ? start.length : Infinity };
}

/** The beginning of a text file, without blank lines. */
export interface FirstLines {
  readonly lines: readonly string[];
  /** Of the first of them, from 1. */
  readonly firstLineNumber: number;
}

const mostFirstLines = 200;

/** The first 200 lines of such a beginning that are not blank, without a byte order mark; one that is cut is left out. */
export function firstLinesOf({ bytes, sizeBytes }: FileStart): FirstLines {
  const all = bytes
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/);
  const whole = bytes.length < sizeBytes && all.length > 1 ? all.slice(0, -1) : all;
  const lines = whole.filter((line) => line.trim() !== "").slice(0, mostFirstLines);
  return { lines, firstLineNumber: whole.findIndex((line) => line.trim() !== "") + 1 };
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
export function decodeLine<Row>(
  format: Pick<LineFormat<Row>, "decode">,
  line: Line,
  rowsBefore: number,
): ParsedLine<Row> {
  switch (line.kind) {
    case "text":
      return format.decode(line.text, rowsBefore);
    case "oversize":
      return skipped("the line is longer than 64 KiB");
    case "cut":
      return skipped("the file was truncated inside the line");
  }
}
