import { stringify } from "csv-stringify/sync";
import type { Recording } from "../../domain/response/recording.ts";
import { recordedRequest, recordingColumns } from "../../domain/response/recording.ts";
import { printable } from "../../domain/text/printable.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { writeLines } from "../files/line-file.ts";
import type { Details, Keepable } from "../import/format.ts";

/** What stands behind the columns of a recording. */
export interface KeptColumns {
  readonly names: readonly Keepable[];
  /** Of each request; unread when there are no names. */
  readonly details: readonly Details[];
}

/**
 * Writes a recording as CSV: `offset_s,response_time_s,outcome`, then what was to be kept.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeRecording(path: string, recording: Recording, kept: KeptColumns): void {
  writeLines(path, linesOf(recording, kept));
}

function* linesOf(recording: Recording, { names, details }: KeptColumns): Generator<string, void, undefined> {
  yield `${[...recordingColumns, ...names.map((name) => name.replace("-", "_"))].join(",")}\n`;
  for (let index = 0; index < recording.offsetsMs.length; index += 1) {
    const { offsetMs, tookMs, end } = recordedRequest(recording, index);
    const numbers = `${(offsetMs / 1000).toFixed(6)},${(tookMs / 1000).toFixed(6)},${outcomeOf(end)}`;
    yield names.length === 0 ? `${numbers}\n` : `${numbers},${keptCells(names, details[index] ?? {})}`;
  }
}

function outcomeOf(end: RequestEnd): string {
  return end.kind === "answered" ? String(end.status) : end.kind;
}

/**
 * A request is one line without control characters. A cell that a spreadsheet would take for a formula gets an apostrophe
 * before it.
 */
function keptCells(names: readonly Keepable[], details: Details): string {
  const cells = names.map((name) => printable((details[name] ?? "").replaceAll(/[\r\n]/g, " "), Infinity));
  return stringify([cells], { escape_formulas: true });
}
