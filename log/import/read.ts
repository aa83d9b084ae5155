import fs from "node:fs";
import { readingError } from "../files/file-errors.ts";
import type { Line } from "../files/lines.ts";
import { createLineSplitter } from "../files/lines.ts";
import { skipped } from "../formats/format.ts";
import type { Collected, Collector } from "../response/recorded.ts";
import { createCollector } from "../response/recorded.ts";
import type { ChosenFormat, Sample } from "./choose.ts";
import { chooseFormat } from "./choose.ts";
import { harTooLarge, importCompressed, importEmpty, importGivenUp, importInDoubt } from "./errors.ts";
import type { ImportFormatName, ImportReader, ImportSettings } from "./format.ts";
import { harAssumptions, largestHarBytes, looksLikeHar, readHar } from "./har.ts";

export interface ImportFile extends ImportSettings {
  readonly path: string;
  /** Absent: guess. */
  readonly format?: ImportFormatName;
  /** Told now and then. */
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
}

/** A log of somebody's, understood. */
export interface ImportedLog extends Collected {
  readonly format: ImportFormatName;
  readonly assumptions: readonly string[];
  /** Whether the time in a line is that of a request's beginning or of its end. */
  readonly stamps: ImportReader["stamps"];
  /** How far the log's local time is ahead of UTC; `undefined` when it names no zone. */
  readonly zoneMs: number | undefined;
}

const chunkBytes = 65_536;
const sampleBytes = 262_144;
const sampleLines = 200;
const mostExpected = 20_000_000;
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a finished log in memory of about 14 bytes a request (what is kept beside comes on top).
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, and what `import-errors.ts` has
 */
export async function readImport(file: ImportFile): Promise<ImportedLog> {
  const start = startOf(file.path);
  if (start.bytes.subarray(0, 2).equals(gzipMagic)) throw importCompressed(file.path);
  const text = start.bytes.toString("utf8");
  if (file.format === "har" || (file.format === undefined && looksLikeHar(text)))
    return importHar(file, start.sizeBytes);
  const sample = sampleOf(file.path, text, start.bytes.length < start.sizeBytes);
  const chosen = chooseFormat(sample, file.format, file);
  const collector = createCollector(expectedRows(text, start.sizeBytes));
  await collectLines(file, chosen.reader, start.sizeBytes, collector);
  return finished(file.path, chosen, collector);
}

function startOf(path: string): { readonly bytes: Buffer; readonly sizeBytes: number } {
  try {
    const fd = fs.openSync(path, "r");
    try {
      const bytes = Buffer.alloc(sampleBytes);
      const length = fs.readSync(fd, bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, length), sizeBytes: fs.fstatSync(fd).size };
    } finally {
      fs.closeSync(fd);
    }
  } catch (error) {
    throw readingError(path, error);
  }
}

/** A fifth more than the first lines promise. */
function expectedRows(text: string, sizeBytes: number): number {
  const averageBytes = text.length / Math.max(1, text.split("\n").length - 1);
  return Math.min(mostExpected, (sizeBytes / averageBytes) * 1.2);
}

function sampleOf(path: string, text: string, isCut: boolean): Sample {
  const all = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const whole = isCut && all.length > 1 ? all.slice(0, -1) : all;
  const lines = whole.filter((line) => line.trim() !== "").slice(0, sampleLines);
  if (lines.length === 0) throw importEmpty(path);
  return { path, lines, firstLineNumber: whole.findIndex((line) => line.trim() !== "") + 1 };
}

async function collectLines(
  { path, onProgress }: ImportFile,
  reader: ImportReader,
  totalBytes: number,
  collector: Collector,
): Promise<void> {
  const splitter = createLineSplitter();
  let lineNumber = 0;
  const take = (line: Line): void => {
    lineNumber += 1;
    collector.add(lineNumber, readLine(reader, line, lineNumber));
  };
  let readBytes = 0;
  for await (const bytes of chunksOf(path)) {
    for (const line of splitter.push(bytes)) take(line);
    readBytes += bytes.length;
    onProgress(readBytes, totalBytes);
  }
  const rest = splitter.takeRest();
  if (rest !== undefined) take(rest);
}

/** One buffer, filled again and again: a gigabyte of new ones would wait for the garbage collector. */
async function* chunksOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const buffer = Buffer.alloc(chunkBytes);
  try {
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

function readLine(reader: ImportReader, line: Line, lineNumber: number): ReturnType<ImportReader["read"]> {
  switch (line.kind) {
    case "text":
      return reader.read(lineNumber === 1 ? line.text.replace(/^\uFEFF/, "") : line.text);
    case "oversize":
      return skipped("the line is longer than 64 KiB");
    case "cut":
      return skipped("the line has no end");
  }
}

function finished(path: string, { format, reader }: ChosenFormat, collector: Collector): ImportedLog {
  checkRows(path, collector);
  const { stamps, assumptions } = reader;
  const collected = collector.finish(stamps, format.precision);
  return { ...collected, format: format.name, assumptions, stamps, zoneMs: reader.zoneMs() };
}

function checkRows(path: string, collector: Collector): void {
  const skippedLines = collector.skipped();
  if (collector.rows() === 0 || collector.rows() < skippedLines.skipped) {
    throw importGivenUp(path, collector.rows(), skippedLines);
  }
}

function importHar(file: ImportFile, sizeBytes: number): ImportedLog {
  const { path } = file;
  if (sizeBytes > largestHarBytes) throw harTooLarge(path, sizeBytes, largestHarBytes);
  const har = readHar(readWhole(path), file);
  if (har.kind === "doubt") throw importInDoubt(path, 1, har);
  const collector = createCollector(har.lines.length);
  for (const [at, line] of har.lines.entries()) collector.add(at + 1, line);
  checkRows(path, collector);
  const collected = collector.finish("start", "exact");
  return { ...collected, format: "har", assumptions: harAssumptions, stamps: "start", zoneMs: har.zoneMs };
}

function readWhole(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    throw readingError(path, error);
  }
}
