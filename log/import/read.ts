import type { FileStart, Line } from "../files/lines.ts";
import { decodeLine, firstLinesOf, readLines, readStart, readText } from "../files/lines.ts";
import type { SkippedLines } from "../files/rows.ts";
import { createRowReader } from "../files/rows.ts";
import { chooseFormat, harName } from "./choose.ts";
import { harTooLarge, importCompressed, importEmpty, importGivenUp, importInDoubt } from "./errors.ts";
import type {
  ImportedLine,
  ImportedRequest,
  ImportFormat,
  ImportReader,
  ImportSettings,
  ImportTarget,
  OpenRequest,
} from "./format.ts";
import { harAssumptions, largestHarBytes, looksLikeHar, readHar } from "./har.ts";

export interface ImportFile extends ImportSettings {
  readonly path: string;
  /** Absent: guess. */
  readonly format?: string;
  /** What stands in which column; absent: as the format says. */
  readonly columns?: string;
  /** Told now and then. */
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
}

/** How an imported log was understood. */
export interface UnderstoodLog {
  readonly format: string;
  readonly assumptions: readonly string[];
  /** Whether the time in a line is that of a request's beginning or of its end. */
  readonly stamps: ImportReader["stamps"];
  /** How far the log's local time is ahead of UTC; `undefined` when it names no zone. */
  readonly zoneMs: number | undefined;
  /** First and last time in the log's lines. */
  readonly span: { readonly fromMs: number; readonly untilMs: number };
  readonly skipped: SkippedLines;
}

export interface ImportedLog<Imported> extends UnderstoodLog {
  readonly requests: Imported;
}

const sampleBytes = 262_144;
const mostExpected = 20_000_000;
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a finished log. It keeps of it what the target keeps of its requests.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, and what `errors.ts` has
 */
export async function readImport<Imported>(
  file: ImportFile,
  target: ImportTarget<Imported>,
): Promise<ImportedLog<Imported>> {
  const start = readStart(file.path, sampleBytes);
  if (start.bytes.subarray(0, 2).equals(gzipMagic)) throw importCompressed(file.path);
  const text = start.bytes.toString("utf8");
  const isHar =
    file.format === harName ||
    (file.format === undefined && file.columns === undefined && looksLikeHar(text));
  return isHar ? importHar(file, start, target) : importLines(file, start, text, target);
}

async function importLines<Imported>(
  file: ImportFile,
  { bytes, sizeBytes }: FileStart,
  text: string,
  target: ImportTarget<Imported>,
): Promise<ImportedLog<Imported>> {
  const { path, onProgress } = file;
  const sample = { path, ...firstLinesOf({ bytes, sizeBytes }) };
  if (sample.lines.length === 0) throw importEmpty(path);
  const { format, reader } = chooseFormat(sample, target.ownFormats, file, file);
  const { stamps, assumptions } = reader;
  const decoder = { decode: reader.read };
  const rows = createRowReader((line: Line) => decodeLine(decoder, line, 0));
  const tally = createTally(target, expectedRows(text, sizeBytes));
  for await (const lines of readLines(path, (readBytes) => onProgress(readBytes, sizeBytes)))
    tally.add(rows.rowsIn(lines));
  const log = tally.finish(path, rows.skipped(), stamps, format.precision);
  return { ...log, format: format.name, assumptions, stamps, zoneMs: reader.zoneMs() };
}

/** A fifth more than the first lines promise. */
function expectedRows(text: string, sizeBytes: number): number {
  const averageBytes = text.length / Math.max(1, text.split("\n").length - 1);
  return Math.min(mostExpected, (sizeBytes / averageBytes) * 1.2);
}

function importHar<Imported>(
  file: ImportFile,
  { sizeBytes }: FileStart,
  target: ImportTarget<Imported>,
): ImportedLog<Imported> {
  const { path } = file;
  if (sizeBytes > largestHarBytes) throw harTooLarge(path, sizeBytes, largestHarBytes);
  const har = readHar(readText(path), file);
  if (har.kind === "doubt") throw importInDoubt(path, 1, har);
  const rows = createRowReader((entry: ImportedLine) => entry);
  const tally = createTally(target, har.lines.length);
  tally.add(rows.rowsIn(har.lines));
  const log = tally.finish(path, rows.skipped(), "start", "exact");
  return { ...log, format: harName, assumptions: harAssumptions, stamps: "start", zoneMs: har.zoneMs };
}

/** Hands requests over to the target, and says at the end what they add up to. */
interface Tally<Imported> {
  readonly add: (rows: readonly (ImportedRequest | OpenRequest)[]) => void;
  /** @throws FiredrillError IMPORT_TOO_MANY_BAD_LINES when there is no request, or fewer than lines that are none */
  readonly finish: (
    path: string,
    skipped: SkippedLines,
    stamps: ImportReader["stamps"],
    precision: ImportFormat["precision"],
  ) => Pick<ImportedLog<Imported>, "requests" | "span" | "skipped">;
}

function createTally<Imported>(target: ImportTarget<Imported>, expected: number): Tally<Imported> {
  const collector = target.collect(expected);
  let requests = 0;
  let [fromMs, untilMs] = [Infinity, -Infinity];

  return {
    add: (rows) => {
      for (const row of rows) {
        collector.add(row);
        if (row.kind !== "request") continue;
        requests += 1;
        fromMs = Math.min(fromMs, row.stampMs);
        untilMs = Math.max(untilMs, row.stampMs);
      }
    },
    finish: (path, skipped, stamps, precision) => {
      if (requests === 0 || requests < skipped.skipped) throw importGivenUp(path, requests, skipped);
      return { requests: collector.finish(stamps, precision), span: { fromMs, untilMs }, skipped };
    },
  };
}
