import { FiredrillError } from "../../domain/error.ts";
import { shown } from "../formats/text.ts";
import type { SkippedLines } from "../files/rows.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";
import type { Doubt, Sample } from "./format.ts";

const addsUp = "it sums requests up and holds no single one";

/** What is known, and cannot be imported. */
const unfit = [
  {
    starts: /^Timestamp,User Count,Type,Name,|^Type,Name,Request Count,/,
    why: addsUp,
    what: "a table of Locust's statistics",
    instead: "Import the server's access log of that time, or log each request in Locust's event hook.",
  },
  {
    starts: /^\s*\{\s*"(?:aggregate|intermediate)"\s*:/,
    why: addsUp,
    what: "a report of Artillery",
    instead: "Import the server's access log of that time.",
  },
  {
    starts: /^label,(?:# Samples|#Samples|Samples),/i,
    why: addsUp,
    what: "JMeter's summary report",
    instead: "Import the results themselves (jmeter -l results.jtl).",
  },
  {
    starts: /^INFO: {1,8}\S{1,60}:\d{1,5} - "[A-Z]{3,20} \S{1,2000} HTTP\/[\d.]{1,3}" \d{3}/,
    why: "it has no time and no response time",
    what: "uvicorn's access log",
    instead:
      "Import the log of the proxy in front of it, or log both in a middleware (with a unit: duration_ms).",
  },
] as const;

export function unknownImport(
  { path, lines, firstLineNumber }: Sample,
  known: readonly string[],
): FiredrillError {
  const found = unfit.find(({ starts }) => starts.test(lines[0] ?? ""));
  if (found !== undefined)
    return new FiredrillError(
      "usage",
      "IMPORT_FORMAT_UNKNOWN",
      `${path} is ${found.what}, from line ${firstLineNumber} on: ${found.why}.`,
      found.instead,
    );
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

/** @param medians - what each field in doubt would give, a line each */
export function importInDoubt(
  path: string,
  lineNumber: number,
  { message, advice }: Doubt,
  medians: readonly string[],
): FiredrillError {
  const heading = `${path} cannot be read for sure, from line ${lineNumber} on. ${message}`;
  return new FiredrillError("usage", "IMPORT_AMBIGUOUS", [heading, ...medians].join("\n  "), advice);
}

export function importEmpty(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_EMPTY",
    `${path} holds nothing but blank lines, from line 1 on.`,
    "Give a log of requests.",
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

export function documentTooLarge(path: string, largestBytes: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "IMPORT_TOO_LARGE",
    `${path} is one JSON document, which is read as a whole, from line 1 on; it has more than ${largestBytes} bytes.`,
    "Save fewer entries, or import the server's log.",
  );
}
