import { logSources } from "../../domain/sources.ts";
import { logKit } from "../sources.ts";
import type { LogWords } from "../source.ts";
import { badFormatName, unclearImport, unknownImport } from "./errors.ts";
import type { Doubt, ImportFormat, ImportReader, ImportSettings, Sample } from "./format.ts";

/** A format, set up for one file. */
export interface ChosenFormat {
  readonly kind: "chosen";
  readonly format: ImportFormat;
  readonly reader: ImportReader;
}

/** HAR files are read as a whole. */
export const harName = "har";

/** The logs of other programs that are read line by line. */
export const foreignFormats: readonly ImportFormat[] = logSources.flatMap(
  (source) => logKit(source).foreign?.formats ?? [],
);

/**
 * The format that the user describes or names, or the only one that understands the first lines.
 * @param ownFormats - beside those of other programs
 * @throws FiredrillError IMPORT_FORMAT_UNKNOWN, IMPORT_FORMAT_AMBIGUOUS, BAD_FORMAT, BAD_COLUMNS, BAD_LOG_PATTERN
 */
export function chooseFormat(
  sample: Sample,
  ownFormats: readonly ImportFormat[],
  words: LogWords,
  settings: ImportSettings,
): ChosenFormat | Doubt {
  const formats = [...foreignFormats, ...ownFormats];
  const described = logSources.map((source) => logKit(source).foreign?.described(words));
  const format =
    described.find((one) => one !== undefined) ??
    (words.format === undefined ? guessedFormat(formats, sample) : formatNamed(formats, words.format));
  if (format === undefined) throw unknownImport(sample, [...formats.map(({ name }) => name), harName]);
  const opened = format.open(sample.lines, settings);
  return opened.kind === "doubt" ? opened : { kind: "chosen", format, reader: opened.reader };
}

/** @throws FiredrillError BAD_FORMAT */
export function formatNamed<F extends Pick<ImportFormat, "name">>(formats: readonly F[], asked: string): F {
  const named = formats.find(({ name }) => name === asked);
  if (named !== undefined) return named;
  throw badFormatName(
    asked,
    formats.map(({ name }) => name),
  );
}

/** Below this share of understood lines a format is no candidate. */
const leastScore = 0.5;
/** A second candidate with this part of the best score makes the choice unclear. */
const rivalShare = 0.8;

/**
 * The only format that understands the first lines.
 * @returns undefined when none does
 * @throws FiredrillError IMPORT_FORMAT_AMBIGUOUS
 */
export function guessedFormat<F extends ImportFormat>(formats: readonly F[], sample: Sample): F | undefined {
  const { path, lines, firstLineNumber } = sample;
  for (const turn of ["first", "last"] as const) {
    const [best, ...others] = formats
      .filter(({ guessed }) => guessed === turn)
      .map((format) => ({ format, score: format.score(lines) }))
      .filter(({ score }) => score >= leastScore)
      .toSorted((a, b) => b.score - a.score);
    if (best === undefined) continue;
    const rivals = others.filter(({ score }) => score >= best.score * rivalShare);
    if (rivals.length === 0) return best.format;
    throw unclearImport(
      path,
      firstLineNumber,
      [best, ...rivals].map(({ format }) => format.name),
    );
  }
  return undefined;
}
