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

function* linesOf(recording: Recording, kept: KeptColumns): Generator<string, void, undefined> {
  const { names, details } = kept;
  yield `${[...recordingColumns, ...names.map((name) => name.replace("-", "_"))].join(",")}\n`;
  if (names.length === 0) yield* bareLines(recording);
  else
    for (let index = 0; index < recording.offsetsMs.length; index += 1)
      yield `${numbersOf(recording, index)},${keptCells(names, details[index] ?? {})}`;
}

function numbersOf(recording: Recording, index: number): string {
  const { offsetMs, tookMs, end } = recordedRequest(recording, index);
  return `${(offsetMs / 1000).toFixed(6)},${(tookMs / 1000).toFixed(6)},${outcomeOf(end)}`;
}

const batchBytes = 65_536;
const longestBareLine = 64;
/** Up to here each microsecond is a number of its own. */
const mostMicros = 1_000_000_000_000_000;
const microsPerSecond = 1_000_000;
const [lineFeed, comma, point, zero] = [10, 44, 46, 48];

/** Lines without kept cells, many at once: their digits are written as bytes, several times faster than `toFixed` does it. */
function* bareLines(recording: Recording): Generator<string, void, undefined> {
  const { offsetsMs, tookMicros, endCodes } = recording;
  const outcomes: Buffer[] = [];
  const bytes = Buffer.alloc(batchBytes);
  let at = 0;
  for (let index = 0; index < offsetsMs.length; index += 1) {
    if (at > batchBytes - longestBareLine) {
      yield bytes.toString("latin1", 0, at);
      at = 0;
    }
    const micros = Math.round((offsetsMs[index] ?? 0) * 1000);
    if (micros > mostMicros) {
      at += bytes.write(`${numbersOf(recording, index)}\n`, at, "latin1");
      continue;
    }
    at = writeSeconds(bytes, at, micros);
    at = writeSeconds(bytes, at, tookMicros[index] ?? 0);
    const code = endCodes[index] ?? 0;
    const outcome = (outcomes[code] ??= Buffer.from(outcomeOf(recordedRequest(recording, index).end)));
    for (let place = 0; place < outcome.length; place += 1) bytes[at + place] = outcome[place] ?? 0;
    at += outcome.length;
    bytes[at] = lineFeed;
    at += 1;
  }
  yield bytes.toString("latin1", 0, at);
}

/** Writes microseconds as seconds with six decimals, and a comma. @returns the place behind it */
function writeSeconds(bytes: Buffer, from: number, micros: number): number {
  let seconds = Math.floor(micros / microsPerSecond);
  let rest = micros - seconds * microsPerSecond;
  let digits = 1;
  for (let more = seconds; more >= 10; more = Math.floor(more / 10)) digits += 1;
  for (let place = from + digits - 1; place >= from; place -= 1) {
    const tenth = Math.floor(seconds / 10);
    bytes[place] = zero + seconds - tenth * 10;
    seconds = tenth;
  }
  const behind = from + digits;
  bytes[behind] = point;
  for (let place = behind + 6; place > behind; place -= 1) {
    const tenth = Math.floor(rest / 10);
    bytes[place] = zero + rest - tenth * 10;
    rest = tenth;
  }
  bytes[behind + 7] = comma;
  return behind + 8;
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
