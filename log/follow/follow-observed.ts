import { existsSync } from "node:fs";
import type { Observation } from "../../domain/sources.ts";
import { detectForeign, detectLine } from "../files/detect.ts";
import type { FirstLines, Line } from "../files/lines.ts";
import { unpacked } from "../files/encoding.ts";
import {
  createLineSplitter,
  decodeLine,
  firstLinesOf,
  standardInputWrittenMs,
  startOf,
} from "../files/lines.ts";
import type { SkippedLines } from "../files/rows.ts";
import { createRowReader } from "../files/rows.ts";
import { readableChunks } from "../files/stream.ts";
import type { LineFormat, ReadLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { LogWords, RowLines } from "../source.ts";
import { observedFormat } from "../sources.ts";
import type { Following, FollowOptions } from "./follow.ts";
import { followLog } from "./follow.ts";

interface ObservedRows {
  /** For the original's format, which has local time. */
  readonly utcOffsetMs: UtcOffsetMs;
  /** What the user says about the log. */
  readonly words?: LogWords;
  /** Rows in the order of the file; reading goes on when it has resolved. */
  readonly onRows: (rows: readonly Observation[]) => void | Promise<void>;
  /** Why a line is no row; for every such line. */
  readonly onSkipped?: (reason: string) => void;
}

export interface FollowObservedOptions extends Omit<FollowOptions, "onLines">, ObservedRows {
  /** How every line is spelled; default: as the lines or the words say. */
  readonly lines?: RowLines<Observation>;
}

export interface FollowingObserved extends Following {
  /** So far. Line numbers count what was followed, across rotations. */
  readonly skipped: () => SkippedLines;
}

/**
 * Hands over observations as they are written, in any format, which is recognised by the first line and again when
 * another begins. Of labelled logs only the observed columns are read. Lines that do not parse are counted, never
 * fatal. In formats that write no index the rows are counted from the first one followed.
 * @throws FiredrillError LOG_NOT_READABLE when something is at the path that cannot be read
 */
export function followObservedLog(options: FollowObservedOptions): FollowingObserved {
  const { path, from, lines, onRows, onSkipped } = options;
  const firstLines = (): FirstLines => (existsSync(path) ? firstLinesOf(startOf(path)) : noLines);
  const decode: Decoder =
    lines === undefined
      ? createDecoder({
          ...options,
          name: path,
          firstLines,
          head: from === "end" ? firstLines().lines[0] : undefined,
        })
      : (line, rowsBefore) => decodeLine(lines, line, rowsBefore);
  const reader = createRowReader(decode, onSkipped);

  async function onLines(batch: readonly Line[]): Promise<void> {
    const rows = reader.rowsIn(batch);
    if (rows.length > 0) await onRows(rows);
  }

  return { ...followLog({ ...options, onLines }), skipped: reader.skipped };
}

export interface StreamObservedOptions extends ObservedRows {
  /** What messages call it. */
  readonly name: string;
  readonly stream: AsyncIterable<Uint8Array>;
  /** Aborted when the stream is cut off: that is an end, not an error. */
  readonly signal: AbortSignal;
}

/**
 * Hands over the observations of a stream as they arrive, read as those of a file are. A last line without its end counts.
 * @returns the lines that were no rows, when the stream has ended or was cut off
 * @throws FiredrillError LOG_NOT_READABLE when the stream breaks
 */
export async function streamObservedLog(options: StreamObservedOptions): Promise<SkippedLines> {
  const { name, stream, signal, onRows, onSkipped } = options;
  const decode = createDecoder({ ...options, firstLines: () => noLines, head: undefined });
  const reader = createRowReader(decode, onSkipped);
  const splitter = createLineSplitter();
  const hand = async (lines: readonly Line[]): Promise<void> => {
    const rows = reader.rowsIn(lines);
    if (rows.length > 0) await onRows(rows);
  };
  try {
    for await (const bytes of unpacked(name, readableChunks(name, stream))) {
      if (signal.aborted) break;
      await hand(splitter.push(bytes));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  const rest = signal.aborted ? undefined : splitter.takeRest();
  if (rest !== undefined) await hand([rest]);
  return reader.skipped();
}

type Decoder = (line: Line, rowsBefore: number) => ReadLine<Observation>;

const noLines: FirstLines = { lines: [], firstLineNumber: 1 };

interface DecoderSettings extends Pick<ObservedRows, "utcOffsetMs" | "words"> {
  readonly name: string;
  /** Those that the log has by now. */
  readonly firstLines: () => FirstLines;
  /** The first line, which is not read again; `undefined`: it is, or there is none. */
  readonly head: string | undefined;
}

/**
 * Keeps to one format until a line that it cannot read looks like the beginning of another. What the user says about the log
 * is true of every line.
 */
function createDecoder({ name, firstLines, head, utcOffsetMs, words = {} }: DecoderSettings): Decoder {
  const isDescribed = words.format !== undefined || words.columns !== undefined || words.unit !== undefined;
  let existing: FirstLines | undefined;
  let format = head === undefined ? undefined : formatFrom(head);

  return (line, rowsBefore) => {
    if (format === undefined && line.kind === "text") format = formatFrom(line.text);
    const parsed = decodeLine(format ?? noFormat, line, rowsBefore);
    if (parsed.kind !== "skipped" || line.kind !== "text" || isDescribed) return parsed;
    const next = knownFormat(line.text);
    if (next === undefined) return parsed;
    format = next;
    return decodeLine(next, line, rowsBefore);
  };

  function formatFrom(line: string): RowLines<Observation> | undefined {
    const known = isDescribed ? undefined : knownFormat(line);
    if (known !== undefined || line.trim() === "") return known;
    existing ??= firstLines();
    const { writtenMs = standardInputWrittenMs() } = existing;
    const sample = existing.lines.includes(line)
      ? existing
      : { lines: [line], firstLineNumber: 1, writtenMs };
    return detectForeign(name, sample, words)?.linesOf(utcOffsetMs);
  }

  function knownFormat(line: string): LineFormat<Observation> | undefined {
    const detected = detectLine(line);
    return detected && observedFormat(detected.source, detected.format, utcOffsetMs);
  }
}

const noFormat = {
  decode: (line: string): ReadLine<Observation> => skipped(`${shown(line)} begins no log we know`),
};
