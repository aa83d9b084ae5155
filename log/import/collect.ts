import { roundToMicros } from "../../domain/clock.ts";
import type { Recording } from "../../domain/recording.ts";
import { recordingBuilder } from "../../domain/recording.ts";
import type { SkippedLines } from "../skipped-lines.ts";
import { createSkippedCounter } from "../skipped-lines.ts";
import { ascendingOrder, rearrange } from "./ascending.ts";
import type { Details, ImportedLine, ImportedRequest, ImportFormat, ImportReader } from "./import-format.ts";
import { areWholeSeconds, spreadOverSeconds } from "./spread.ts";

/** The requests of a log, in order of leaving. */
export interface Collected {
  readonly recording: Recording;
  /** When the first request left. */
  readonly startMs: number;
  /** First and last time in the log's lines. */
  readonly span: { readonly fromMs: number; readonly untilMs: number };
  /** Whether the lines named whole seconds only. */
  readonly precision: "exact" | "seconds";
  readonly skipped: SkippedLines;
  /** How old the youngest request was that was written while it was under way. */
  readonly openAfterMs?: number;
  /** Of each request; empty when nothing was to be kept. */
  readonly details: readonly Details[];
}

/** Takes in a log line by line. */
export interface Collector {
  readonly add: (lineNumber: number, line: ImportedLine) => void;
  readonly rows: () => number;
  readonly skipped: () => SkippedLines;
  /** To be called once, with at least one row. */
  readonly finish: (stamps: ImportReader["stamps"], precision: ImportFormat["precision"]) => Collected;
}

/** @param expected - about how many requests there will be */
export function createCollector(expected: number): Collector {
  const builder = recordingBuilder(expected);
  const counter = createSkippedCounter();
  const details: Details[] = [];
  let rows = 0;
  let [fromMs, untilMs, openAfterMs] = [Infinity, -Infinity, Infinity];

  const addRequest = ({ stampMs, tookMs, end, details: kept }: ImportedRequest): void => {
    // Until all lines are in, the column of offsets holds the times of the lines.
    builder.add({ offsetMs: stampMs, tookMs, end });
    if (kept !== undefined) details.push(kept);
    fromMs = Math.min(fromMs, stampMs);
    untilMs = Math.max(untilMs, stampMs);
    rows += 1;
  };

  return {
    rows: () => rows,
    skipped: counter.soFar,
    add: (lineNumber, line) => {
      switch (line.kind) {
        case "request":
          addRequest(line.request);
          return;
        case "open":
          openAfterMs = Math.min(openAfterMs, line.ageMs);
          return;
        case "skipped":
          counter.add(lineNumber, line.reason);
          return;
        case "other":
      }
    },
    finish: (stamps, precision) => ({
      ...ordered(builder.columns(), details, stamps, precision),
      span: { fromMs, untilMs },
      skipped: counter.soFar(),
      ...(openAfterMs < Infinity ? { openAfterMs } : {}),
    }),
  };
}

type Ordered = Pick<Collected, "recording" | "startMs" | "details" | "precision">;

/** @param recording - with the times of the lines as its offsets; changed in place */
function ordered(
  recording: Recording,
  details: readonly Details[],
  stamps: ImportReader["stamps"],
  precision: ImportFormat["precision"],
): Ordered {
  const isCoarse = precision === "perhaps-seconds" && areWholeSeconds(recording.offsetsMs);
  if (isCoarse) spreadOverSeconds(recording.offsetsMs);
  if (stamps === "end") beginningsOf(recording);
  return { ...inOrder(recording, details), precision: isCoarse ? "seconds" : "exact" };
}

/** Turns the ends of requests into their beginnings. */
function beginningsOf({ offsetsMs, tookMicros }: Recording): void {
  for (let at = 0; at < offsetsMs.length; at += 1) {
    offsetsMs[at] = roundToMicros((offsetsMs[at] ?? 0) - (tookMicros[at] ?? 0) / 1000);
  }
}

/** Sorts by beginning and counts from the first. */
function inOrder(recording: Recording, details: readonly Details[]): Omit<Ordered, "precision"> {
  const { offsetsMs, tookMicros, endCodes } = recording;
  const order = ascendingOrder(offsetsMs);
  const sortedDetails = details.length === 0 ? details : Array.from(order, (at) => details[at] ?? {});
  rearrange([offsetsMs, tookMicros, endCodes], order);
  const startMs = offsetsMs[0] ?? 0;
  for (let at = 0; at < offsetsMs.length; at += 1) {
    offsetsMs[at] = roundToMicros((offsetsMs[at] ?? 0) - startMs);
  }
  return { recording, startMs, details: sortedDetails };
}
