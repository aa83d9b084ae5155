import type { ResponseObservation, ResponseOutcome } from "../../domain/response/observation.ts";
import { elapsedMs } from "../../domain/response/observation.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import type { LogFormat } from "../formats/format.ts";
import type { ImportedLine, ImportFormat, ImportReader } from "../import/format.ts";
import { endOfError, endOfStatus, requestLine } from "../import/format.ts";
import { alwaysUtc } from "../import/stamp.ts";
import { observedFormatOf } from "../source.ts";
import { responseKit } from "./kit.ts";

const utc = (): number => 0;

/** Our own logs of response times, and that of the original client. */
export const ownFormats: readonly ImportFormat[] = [
  // Of `labelled.csv` and `labelled.ndjson` the truth is left unread.
  ownFormat("csv", "our own log as CSV", []),
  ownFormat("ndjson", "our own log as NDJSON", []),
  ownFormat("original", "2018-12-30 07:29:44,814,INFO,Response_time:0.016", [
    "The log holds answers only; each is taken for a 200.",
  ]),
];

function ownFormat(name: LogFormat, summary: string, assumptions: readonly string[]): ImportFormat {
  const { recognises } = observedFormatOf(responseKit, name, utc);
  const own = ["Response times are in seconds: the format says so.", ...assumptions];
  return {
    name,
    summary,
    precision: "exact",
    guessed: "first",
    score: (lines) => {
      if (name === "csv") return lines.some(isHeader) ? 1 : 0;
      return lines.filter((line) => recognises(line)).length / lines.length;
    },
    open: () => ({ kind: "reader", reader: { stamps: "end", assumptions: own, ...ownReader(name) } }),
  };

  function isHeader(line: string): boolean {
    return recognises(line) || recognises(line.replace(/,mode,incident$/, ""));
  }
}

function ownReader(name: LogFormat): {
  readonly read: (line: string) => ImportedLine;
  readonly zones: ImportReader["zones"];
} {
  const format = observedFormatOf(responseKit, name, utc);
  let rows = 0;
  return {
    read: (line) => {
      const parsed = format.decode(line, rows);
      if (parsed.kind !== "row") return parsed;
      rows += 1;
      return importedLine(parsed.row);
    },
    zones: () => (name === "original" ? [] : alwaysUtc),
  };
}

function importedLine(observation: ResponseObservation): ImportedLine {
  const { atMs: stampMs, outcome } = observation;
  if (outcome.kind === "open") return { kind: "row", row: outcome };
  const tookMs = elapsedMs(observation);
  return requestLine({ stampMs, tookMs, details: undefined }, endOf(outcome), tookMs);
}

function endOf(
  outcome: Exclude<ResponseOutcome, { readonly kind: "open" }>,
): RequestEnd | ReturnType<typeof endOfStatus> {
  switch (outcome.kind) {
    case "completed":
      return endOfStatus(String(outcome.status));
    case "failed":
      return endOfError(outcome.error);
  }
}
