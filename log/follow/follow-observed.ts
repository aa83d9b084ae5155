import { existsSync } from "node:fs";
import type { Observation } from "../../domain/sources.ts";
import { detectLine } from "../files/detect.ts";
import type { Line } from "../files/lines.ts";
import { createLineSplitter, decodeLine, firstLine } from "../files/lines.ts";
import type { SkippedLines } from "../files/rows.ts";
import { createRowReader } from "../files/rows.ts";
import { readableChunks } from "../files/stream.ts";
import type { LineFormat, ParsedLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import { observedFormat } from "../sources.ts";
import type { Following, FollowOptions } from "./follow.ts";
import { followLog } from "./follow.ts";

interface ObservedRows {
  /** For the original's format, which has local time. */
  readonly utcOffsetMs: UtcOffsetMs;
  /** Rows in the order of the file; reading goes on when it has resolved. */
  readonly onRows: (rows: readonly Observation[]) => void | Promise<void>;
  /** Why a line is no row; for every such line. */
  readonly onSkipped?: (reason: string) => void;
}

export interface FollowObservedOptions extends Omit<FollowOptions, "onLines">, ObservedRows {}

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
  const { path, from, utcOffsetMs, onRows, onSkipped } = options;
  const head = from === "end" && existsSync(path) ? firstLine(path) : undefined;
  const reader = createRowReader(createDecoder(utcOffsetMs, head ?? ""), onSkipped);

  async function onLines(lines: readonly Line[]): Promise<void> {
    const rows = reader.rowsIn(lines);
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
  const { name, stream, signal, utcOffsetMs, onRows, onSkipped } = options;
  const reader = createRowReader(createDecoder(utcOffsetMs, ""), onSkipped);
  const splitter = createLineSplitter();
  const hand = async (lines: readonly Line[]): Promise<void> => {
    const rows = reader.rowsIn(lines);
    if (rows.length > 0) await onRows(rows);
  };
  try {
    for await (const bytes of readableChunks(name, stream)) {
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

type Decoder = (line: Line, rowsBefore: number) => ParsedLine<Observation>;

/** Keeps to one format until a line that it cannot read looks like the beginning of another. */
function createDecoder(utcOffsetMs: UtcOffsetMs, head: string): Decoder {
  let format = formatOf(head, utcOffsetMs);
  return (line, rowsBefore) => {
    const parsed = decodeLine(format ?? noFormat, line, rowsBefore);
    if (parsed.kind !== "skipped" || line.kind !== "text") return parsed;
    const next = formatOf(line.text, utcOffsetMs);
    if (next === undefined) return parsed;
    format = next;
    return decodeLine(next, line, rowsBefore);
  };
}

function formatOf(line: string, utcOffsetMs: UtcOffsetMs): LineFormat<Observation> | undefined {
  const detected = detectLine(line);
  return detected && observedFormat(detected.source, detected.format, utcOffsetMs);
}

const noFormat = {
  decode: (line: string): ParsedLine<Observation> => skipped(`${shown(line)} begins no log we know`),
};
