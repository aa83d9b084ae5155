import { FiredrillError } from "../../domain/error.ts";
import { shown } from "../formats/text.ts";
import type { SkippedLines } from "../files/rows.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";
import type { Doubt, Sample } from "./format.ts";

export function unknownImport(
  { path, lines, firstLineNumber }: Sample,
  known: readonly string[],
): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_FORMAT_UNKNOWN",
    `${path} is in no format that can be imported; line ${firstLineNumber} is ${shown(lines[0] ?? "")}.`,
    `Known are ${known.join(", ")}; name one with --format, or pass the server's log format or --columns.`,
  );
}

export function badFormatName(asked: string, known: readonly string[]): FiredrillError {
  const nearest = nearestName(asked, known);
  const names = `Known are ${known.join(", ")}.`;
  return new FiredrillError(
    "usage",
    "BAD_FORMAT",
    `Invalid --format ${shown(asked)}: expected the name of a format, or a log format with $ or % in it.`,
    nearest === undefined ? names : `Did you mean ${nearest}? ${names}`,
  );
}

export function unclearImport(
  path: string,
  lineNumber: number,
  candidates: readonly string[],
): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_FORMAT_AMBIGUOUS",
    `${path} could be ${candidates.join(" or ")}, from line ${lineNumber} on.`,
    `Say which with --format ${candidates.join(" or --format ")}.`,
  );
}

export function importInDoubt(path: string, lineNumber: number, { message, advice }: Doubt): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_AMBIGUOUS",
    `${path} cannot be read for sure, from line ${lineNumber} on. ${message}`,
    advice,
  );
}

export function importEmpty(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_EMPTY",
    `${path} holds nothing but blank lines, from line 1 on.`,
    "Give a log of requests.",
  );
}

export function importCompressed(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_COMPRESSED",
    `${path} is compressed; nothing can be read from line 1 on.`,
    "Unpack it first, for example with gunzip.",
  );
}

/** More lines say nothing than say something: the format was wrong, or the file is damaged. */
export function importGivenUp(
  path: string,
  rows: number,
  { skipped, reasons }: SkippedLines,
): FiredrillError {
  const [first] = reasons;
  const where =
    first === undefined ? "line 1: there is no request in it" : `line ${first.line}: ${first.reason}`;
  const counts = `${rows} lines are requests and ${skipped} are not`;
  return new FiredrillError(
    "usage",
    "IMPORT_TOO_MANY_BAD_LINES",
    `${path} was given up at ${where}. In all ${counts}.`,
    "Take out what is no request, or name another format with --format.",
  );
}

export function harTooLarge(path: string, sizeBytes: number, largestBytes: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_TOO_LARGE",
    `${path} has ${sizeBytes} bytes, and a HAR file is read as a whole, from line 1 on.`,
    `At most ${largestBytes} bytes can be read; save fewer entries, or import the server's log.`,
  );
}
