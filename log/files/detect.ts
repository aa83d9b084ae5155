import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import type { LabelledFormat, LogFormat, UtcOffsetMs } from "../formats/format.ts";
import { isOwnFormat, ownFormats } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import { formatNamed, guessedFormat } from "../import/choose.ts";
import { importInDoubt } from "../import/errors.ts";
import type { Doubt } from "../import/format.ts";
import { doubtMedians } from "../import/medians.ts";
import type { ForeignFormat, LogWords, RowLines } from "../source.ts";
import { labelledFormat, logKit, observedFormat } from "../sources.ts";
import type { FirstLines } from "./lines.ts";
import { firstLinesOf, startOf } from "./lines.ts";
import type { LogInput } from "./stream.ts";
import { nameOf } from "./stream.ts";
import { unwrappedLines } from "./wrapping.ts";

/** What a file is. */
export type DetectedLog = KnownLog | ForeignLog;

/** A log that one line gives away. */
type KnownLog =
  | { readonly kind: "observed"; readonly source: LogSource; readonly format: LogFormat }
  | { readonly kind: "labelled"; readonly source: LogSource; readonly format: LabelledFormat };

/** A log of another program, whose first lines or the user say how it is read. */
export interface ForeignLog {
  readonly kind: "foreign";
  readonly source: LogSource;
  readonly linesOf: (utcOffsetMs: UtcOffsetMs) => RowLines<Observation>;
}

interface Candidate {
  readonly log: KnownLog;
  readonly recognises: (line: string) => boolean;
}

const utc = (): number => 0;

/** Of formats that other programs write, too, all first lines have their say. */
function recognisedOthers(source: LogSource): readonly LogFormat[] {
  const { others, foreign } = logKit(source);
  return [...(others?.keys() ?? [])].filter(
    (name) => !foreign?.formats.some((format) => format.name === name),
  );
}

/** Labelled before observed: a labelled row has all that an observed one has. */
const candidates: readonly Candidate[] = logSources.flatMap((source) => [
  ...ownFormats.map((format) => ({
    log: { kind: "labelled" as const, source, format },
    recognises: labelledFormat(source, format).recognises,
  })),
  ...[...ownFormats, "original", ...recognisedOthers(source)].map((format) => ({
    log: { kind: "observed" as const, source, format },
    recognises: observedFormat(source, format, utc).recognises,
  })),
]);

/** What a file is whose first line this is; `undefined` when no format knows the line. */
export function detectLine(line: string): KnownLog | undefined {
  return candidates.find(({ recognises }) => recognises(line))?.log;
}

/**
 * What a log is, by its first line that is not blank, or as the user says.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_EMPTY, UNKNOWN_LOG_FORMAT, IMPORT_AMBIGUOUS, BAD_FORMAT,
 *   BAD_COLUMNS, BAD_LOG_PATTERN
 */
export function detectLog(log: LogInput, words: LogWords = {}): DetectedLog {
  const sample = firstLinesOf(startOf(log));
  const [line] = sample.lines;
  if (line === undefined) throw logEmpty(nameOf(log));
  const detected = recognised(line, words) ?? detectForeign(nameOf(log), sample, words);
  if (detected === undefined) throw unknownLogFormat(nameOf(log), line);
  return detected;
}

/** A unit is of no use in our own formats, and overrides that of others. */
function recognised(line: string, { format, columns, unit }: LogWords): DetectedLog | undefined {
  if (format !== undefined || columns !== undefined) return undefined;
  const log = detectLine(line);
  return unit === undefined || (log !== undefined && isOwnFormat(log.format)) ? log : undefined;
}

type SourceFormat = ForeignFormat<Observation> & { readonly source: LogSource };

const foreignFormats: readonly SourceFormat[] = logSources.flatMap((source) =>
  (logKit(source).foreign?.formats ?? []).map((format) => ({ ...format, source })),
);

/**
 * The log of another program that a file is.
 * @returns undefined when no format understands the first lines
 * @throws FiredrillError IMPORT_AMBIGUOUS, IMPORT_FORMAT_AMBIGUOUS, BAD_FORMAT, BAD_COLUMNS, BAD_LOG_PATTERN
 */
export function detectForeign(
  path: string,
  { lines: wrapped, firstLineNumber, writtenMs }: FirstLines,
  words: LogWords,
): ForeignLog | undefined {
  const { lines, sentences, unwrapper } = unwrappedLines(wrapped, words);
  const format = describedFormat(words) ?? namedOrGuessed({ path, lines, firstLineNumber }, words);
  if (format === undefined) return undefined;
  const { unit, dates } = words;
  const linesOf = (utcOffsetMs: UtcOffsetMs): RowLines<Observation> => {
    const opened = format.openRows(lines, {
      utcOffsetMs,
      ...(writtenMs === undefined ? {} : { writtenMs }),
      ...(unit === undefined ? {} : { unit }),
      ...(dates === undefined ? {} : { dates }),
    });
    if (opened.kind === "doubt")
      throw importInDoubt(path, firstLineNumber, opened, sampleMedians(opened, lines));
    return sentences.length === 0 ? opened.lines : unwrapping(opened.lines, unwrapper());
  };
  // In doubt before anything is done with it.
  linesOf(utc);
  return { kind: "foreign", source: format.source, linesOf };
}

function sampleMedians({ fields = [] }: Doubt, lines: readonly string[]): readonly string[] {
  const medians = doubtMedians(fields);
  lines.forEach(medians.add);
  return medians.lines(undefined);
}

function unwrapping<Row>(
  { decode }: RowLines<Row>,
  unwrap: (line: string) => string | undefined,
): RowLines<Row> {
  return {
    decode: (line, rowsBefore) => {
      const inner = unwrap(line);
      return inner === undefined ? { kind: "header" } : decode(inner, rowsBefore);
    },
  };
}

function describedFormat(words: LogWords): SourceFormat | undefined {
  for (const source of logSources) {
    const format = logKit(source).foreign?.described(words);
    if (format !== undefined) return { ...format, source };
  }
  return undefined;
}

function namedOrGuessed(
  sample: Parameters<typeof guessedFormat>[1],
  { format }: LogWords,
): SourceFormat | undefined {
  return format === undefined ? guessedFormat(foreignFormats, sample) : formatNamed(foreignFormats, format);
}

function logEmpty(path: string): FiredrillError {
  return new FiredrillError("usage", "LOG_EMPTY", `${path} is empty.`, "Give a log with at least one line.");
}

function unknownLogFormat(path: string, line: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_LOG_FORMAT",
    `${path} is in no format we know: it begins with ${shown(line)}.`,
    `Known are csv (which begins with a header such as index,at,source_ip,username,outcome,failure_reason), ndjson, original, ${foreignFormats.map(({ name }) => name).join(", ")}. Say what other lines hold: --columns at=NAME,ip=NAME,user=NAME,success=NAME for logins, --format or --columns took=NAME,at=NAME,status=NAME for an access log.`,
  );
}
