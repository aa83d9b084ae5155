import { formatInstant } from "../../domain/time/instant.ts";
import type { FileStart, FirstLines, Line, TakeLine } from "../files/lines.ts";
import { decodeLine, firstLinesOf, readLines, readWholeLog, startOf } from "../files/lines.ts";
import type { SkippedLines } from "../files/rows.ts";
import { createRowReader } from "../files/rows.ts";
import type { LogInput } from "../files/stream.ts";
import { nameOf } from "../files/stream.ts";
import { unwrappedLines } from "../files/wrapping.ts";
import { chooseFormat, harName } from "./choose.ts";
import { documentTooLarge, importEmpty, importGivenUp, importInDoubt } from "./errors.ts";
import type {
  Doubt,
  ImportedLine,
  ImportedRequest,
  ImportFormat,
  ImportReader,
  ImportSettings,
  ImportTarget,
  OpenRequest,
} from "./format.ts";
import { harAssumptions, looksLikeHar, readHar } from "./har.ts";
import { doubtMedians } from "./medians.ts";
import { looksLikeSpans, spanLines, spansOfLine } from "./spans.ts";

export interface ImportFile extends ImportSettings {
  readonly log: LogInput;
  /** Absent: guess. */
  readonly format?: string;
  /** What stands in which column; absent: as the format says. */
  readonly columns?: string;
  /** When the incident began, in a log that is not yet understood, for the medians of a doubt; absent: nobody says it. */
  readonly onsetMs?: (log: Pick<UnderstoodLog, "zones" | "span">) => number | undefined;
  /** Told now and then. */
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
}

/** How an imported log was understood. */
export interface UnderstoodLog {
  readonly format: string;
  readonly assumptions: readonly string[];
  /** Whether the time in a line is that of a request's beginning or of its end. */
  readonly stamps: ImportReader["stamps"];
  /** In which zones its lines are; none when they name none. */
  readonly zones: ReturnType<ImportReader["zones"]>;
  /** First and last time in the log's lines. */
  readonly span: { readonly fromMs: number; readonly untilMs: number };
  readonly skipped: SkippedLines;
}

export interface ImportedLog<Imported> extends UnderstoodLog {
  readonly requests: Imported;
}

const mostExpected = 20_000_000;
/** What is one JSON document has to be read as a whole. */
const largestDocumentBytes = 67_108_864;

/**
 * Reads a finished log. It keeps of it what the target keeps of its requests.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_ENCODED, and what `errors.ts` has
 */
export async function readImport<Imported>(
  file: ImportFile,
  target: ImportTarget<Imported>,
): Promise<ImportedLog<Imported>> {
  const start = startOf(file.log);
  const text = start.bytes.toString("utf8");
  const isGuessed = file.format === undefined && file.columns === undefined;
  if (file.format === harName || (isGuessed && looksLikeHar(text))) return importHar(file, target);
  if (looksLikeSpans(text)) return importLines(file, await spansIn(file.log), target);
  return importLines(file, linesIn(file, start, text), target);
}

/** Where lines come from. */
interface LineSource extends FirstLines {
  /** All of them, batch by batch. @param take - offered lines as bytes, where they come as bytes */
  readonly batches: (take?: TakeLine<ImportedRequest>) => AsyncIterable<readonly (Line | ImportedRequest)[]>;
  /** Whether they can be read twice. */
  readonly isFile: boolean;
  readonly expectedRows: number;
}

function linesIn({ log, onProgress }: ImportFile, start: FileStart, text: string): LineSource {
  const { sizeBytes } = start;
  return {
    ...firstLinesOf(start),
    batches: (take) => readLines(log, (readBytes) => onProgress(readBytes, sizeBytes), take),
    isFile: typeof log === "string",
    expectedRows: expectedRows(text, sizeBytes),
  };
}

/** A fifth more than the first lines promise. */
function expectedRows(text: string, sizeBytes: number): number {
  const averageBytes = text.length / Math.max(1, text.split("\n").length - 1);
  return Math.min(mostExpected, (sizeBytes / averageBytes) * 1.2);
}

async function spansIn(log: LogInput): Promise<LineSource> {
  const lines = spanLines(await wholeText(log));
  return {
    lines: lines.slice(0, 200),
    firstLineNumber: 1,
    batches: async function* () {
      yield lines.map((text) => ({ kind: "text", text }));
    },
    isFile: true,
    expectedRows: lines.length,
  };
}

async function wholeText(log: LogInput): Promise<string> {
  const text = await readWholeLog(log, largestDocumentBytes);
  if (text === undefined) throw documentTooLarge(nameOf(log), largestDocumentBytes);
  return text;
}

async function importLines<Imported>(
  file: ImportFile,
  source: LineSource,
  target: ImportTarget<Imported>,
): Promise<ImportedLog<Imported>> {
  const path = nameOf(file.log);
  const { firstLineNumber } = source;
  const { lines, sentences, unwrapper } = unwrappedLines(source.lines, file);
  if (source.lines.length === 0) throw importEmpty(path);
  const sample = { path, lines: lines.flatMap(spansOfLine), firstLineNumber };
  const chosen = chooseFormat(sample, target.ownFormats, file, file);
  const unwrap = unwrapper();
  if (chosen.kind === "doubt")
    throw importInDoubt(path, firstLineNumber, chosen, await mediansOf(chosen, file, source, unwrap));
  const { format, reader } = chosen;
  const { stamps, assumptions } = reader;
  const read = (text: string): ImportedLine => {
    const inner = unwrap(text);
    return inner === undefined ? { kind: "header" } : reader.read(inner);
  };
  const isBare = sentences.length === 0;
  const decoder = { decode: isBare ? reader.read : read };
  const rows = createRowReader((line: Line | ImportedRequest) =>
    line.kind === "request" ? ({ kind: "row", row: line } as const) : decodeLine(decoder, line, 0),
  );
  const tally = createTally(target, source.expectedRows);
  for await (const batch of source.batches(isBare ? reader.readBytes : undefined))
    tally.add(rows.rowsIn(format.name === "otlp" ? batch.flatMap(spansOfBatch) : batch));
  tally.add(reader.doubles?.rest() ?? []);
  const log = tally.finish(path, rows.skipped(), stamps, format.precision);
  const zones = reader.zones();
  return {
    ...log,
    format: format.name,
    assumptions: [
      ...sentences,
      ...assumptions,
      ...doublesSentence(reader.doubles?.count() ?? 0),
      ...(zones.length === 0 ? tally.setBack() : []),
    ],
    stamps,
    zones,
  };
}

function doublesSentence(count: number): readonly string[] {
  if (count === 0) return [];
  return [`Left out ${count} of its lines, which tell of a request that another line has told of.`];
}

function spansOfBatch(line: Line | ImportedRequest): readonly (Line | ImportedRequest)[] {
  return line.kind === "text" ? spansOfLine(line.text).map((text) => ({ kind: "text", text })) : [line];
}

/** What each field in doubt would give, over the whole log if it can be read again. */
async function mediansOf(
  { fields }: Doubt,
  { onsetMs }: ImportFile,
  source: LineSource,
  unwrap: (line: string) => string | undefined,
): Promise<readonly string[]> {
  if (fields === undefined) return [];
  const medians = doubtMedians(fields);
  const add = (text: string): void => {
    const inner = unwrap(text);
    if (inner !== undefined) medians.add(inner);
  };
  if (source.isFile) {
    for await (const batch of source.batches())
      for (const line of batch) if (line.kind === "text") add(line.text);
  } else source.lines.forEach(add);
  const span = medians.span();
  return medians.lines(span && onsetMs?.({ span, zones: fields[0]?.zones() ?? [] }));
}

async function importHar<Imported>(
  file: ImportFile,
  target: ImportTarget<Imported>,
): Promise<ImportedLog<Imported>> {
  const path = nameOf(file.log);
  const har = readHar(await wholeText(file.log), file);
  if (har.kind === "doubt") throw importInDoubt(path, 1, har, []);
  const rows = createRowReader((entry: ImportedLine) => entry);
  const tally = createTally(target, har.lines.length);
  tally.add(rows.rowsIn(har.lines));
  const log = tally.finish(path, rows.skipped(), "start", "exact");
  const assumptions = [...harAssumptions, ...har.leftOut];
  return { ...log, format: harName, assumptions, stamps: "start", zones: har.zones };
}

/** A clock is set back by an hour, and a request may have ended a while before. */
const [leastBackMs, mostBackMs] = [3_000_000, 4_200_000];

function setBackSentence({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  const [until, from] = [fromMs, toMs].map((ms) => formatInstant(ms).slice(0, 19));
  return `Its times name no zone and go back from ${until} to ${from}, as clocks do in autumn: what stands between is ambiguous and was read as it stands.`;
}

/** Hands requests over to the target, and says at the end what they add up to. */
interface Tally<Imported> {
  readonly add: (rows: readonly (ImportedRequest | OpenRequest)[]) => void;
  /** Where the times of the lines went back as clocks do in autumn, in a full sentence. */
  readonly setBack: () => readonly string[];
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
  let lastMs = -Infinity;
  let setBack: { readonly fromMs: number; readonly toMs: number } | undefined;

  return {
    setBack: () => (setBack === undefined ? [] : [setBackSentence(setBack)]),
    add: (rows) => {
      for (const row of rows) {
        collector.add(row);
        if (row.kind !== "request") continue;
        requests += 1;
        const backMs = lastMs - row.stampMs;
        if (backMs >= leastBackMs && backMs <= mostBackMs) setBack ??= { fromMs: lastMs, toMs: row.stampMs };
        lastMs = row.stampMs;
        if (row.stampMs < fromMs) fromMs = row.stampMs;
        if (row.stampMs > untilMs) untilMs = row.stampMs;
      }
    },
    finish: (path, skipped, stamps, precision) => {
      if (requests === 0 || requests < skipped.skipped) throw importGivenUp(path, requests, skipped);
      return { requests: collector.finish(stamps, precision), span: { fromMs, untilMs }, skipped };
    },
  };
}
