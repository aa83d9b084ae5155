import { apacheFormat, nginxFormat } from "./access.ts";
import { importInDoubt, unclearImport, unknownImport } from "./errors.ts";
import type { ImportFormat, ImportReader, ImportSettings } from "./format.ts";
import { jsonFormat } from "./json.ts";
import { k6Format } from "./k6.ts";
import { quotedFormat } from "./quoted.ts";

/** The first lines of a file, without blank ones. */
export interface Sample {
  readonly path: string;
  readonly lines: readonly string[];
  /** Of the first of them, from 1. */
  readonly firstLineNumber: number;
}

/** A format, set up for one file. */
export interface ChosenFormat {
  readonly format: ImportFormat;
  readonly reader: ImportReader;
}

/** Below this share of understood lines a format is no candidate. */
const leastScore = 0.5;
/** A second candidate with this part of the best score makes the choice unclear. */
const rivalShare = 0.8;

/**
 * The named format, or the only one that understands the first lines.
 * @param ownFormats - beside those of other programs
 * @param asked - `undefined`: guess
 * @throws FiredrillError IMPORT_FORMAT_UNKNOWN, IMPORT_FORMAT_AMBIGUOUS, IMPORT_AMBIGUOUS
 */
export function chooseFormat(
  sample: Sample,
  ownFormats: readonly ImportFormat[],
  asked: ImportFormat["name"] | undefined,
  settings: ImportSettings,
): ChosenFormat {
  const formats = [...foreignFormats, ...ownFormats];
  const format = formats.find(({ name }) => name === asked) ?? guessFormat(formats, sample);
  const opened = format.open(sample.lines, settings);
  if (opened.kind === "doubt") throw importInDoubt(sample.path, sample.firstLineNumber, opened);
  return { format, reader: opened.reader };
}

function guessFormat(
  formats: readonly ImportFormat[],
  { path, lines, firstLineNumber }: Sample,
): ImportFormat {
  const scored = formats
    .map((format) => ({ format, score: format.score(lines) }))
    .filter(({ score }) => score >= leastScore)
    .toSorted((a, b) => b.score - a.score);
  const [best, ...others] = scored;
  if (best === undefined) throw unknownImport(path, firstLineNumber, lines[0] ?? "");
  const rivals = others.filter(({ score }) => score >= best.score * rivalShare);
  // An access log without a request time is as little the one as the other, and opening it says what it lacks.
  const isTimeless = [best, ...rivals].every(
    ({ format }) => format.open(lines, { keep: [] }).kind === "doubt",
  );
  if (rivals.length > 0 && !isTimeless) {
    throw unclearImport(
      path,
      firstLineNumber,
      [best, ...rivals].map(({ format }) => format.name),
    );
  }
  return best.format;
}

/** The logs of other programs that are read line by line. */
export const foreignFormats: readonly ImportFormat[] = [
  nginxFormat,
  apacheFormat,
  quotedFormat,
  jsonFormat,
  k6Format,
];
