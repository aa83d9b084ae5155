import { FiredrillError } from "../../domain/error.ts";
import type { LogSource } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import type { LabelledFormat, LogFormat } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import { labelledFormat, observedFormat } from "../sources.ts";
import { firstLine } from "./lines.ts";
import type { LogInput } from "./stream.ts";
import { nameOf } from "./stream.ts";

/** What a file is. */
export type DetectedLog =
  | { readonly kind: "observed"; readonly source: LogSource; readonly format: LogFormat }
  | { readonly kind: "labelled"; readonly source: LogSource; readonly format: LabelledFormat };

interface Candidate {
  readonly log: DetectedLog;
  readonly recognises: (line: string) => boolean;
}

const utc = (): number => 0;

/** Labelled before observed: a labelled row has all that an observed one has. */
const candidates: readonly Candidate[] = logSources.flatMap((source) => [
  ...(["csv", "ndjson"] as const).map((format) => ({
    log: { kind: "labelled" as const, source, format },
    recognises: labelledFormat(source, format).recognises,
  })),
  ...(["csv", "ndjson", "original"] as const).map((format) => ({
    log: { kind: "observed" as const, source, format },
    recognises: observedFormat(source, format, utc).recognises,
  })),
]);

/** What a file is whose first line this is; `undefined` when no format knows the line. */
export function detectLine(line: string): DetectedLog | undefined {
  return candidates.find(({ recognises }) => recognises(line))?.log;
}

/**
 * What a log is, by its first line that is not blank.
 * @throws FiredrillError LOG_NOT_FOUND, LOG_NOT_READABLE, LOG_EMPTY, UNKNOWN_LOG_FORMAT
 */
export function detectLog(log: LogInput): DetectedLog {
  const line = firstLine(log);
  if (line === undefined) throw logEmpty(nameOf(log));
  const detected = detectLine(line);
  if (detected === undefined) throw unknownLogFormat(nameOf(log), line);
  return detected;
}

function logEmpty(path: string): FiredrillError {
  return new FiredrillError("usage", "LOG_EMPTY", `${path} is empty.`, "Give a log with at least one line.");
}

function unknownLogFormat(path: string, line: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_LOG_FORMAT",
    `${path} is in no format we know: it begins with ${shown(line)}.`,
    `Formats here: csv (it begins with its header), ndjson, original. Log sources: ${logSources.join(", ")}.`,
  );
}
