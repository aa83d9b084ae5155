import { roundToMicros } from "../../domain/clock.ts";
import type { Recording } from "../../domain/recording.ts";
import { recordingBuilder } from "../../domain/recording.ts";
import type { SkippedLines } from "../skipped-lines.ts";
import { createSkippedCounter } from "../skipped-lines.ts";
import { ascendingOrder, rearrange } from "./ascending.ts";
import type { Details, ImportedLine, ImportReader } from "./import-format.ts";
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
  readonly finish: (stamps: ImportReader["stamps"], precision: "exact" | "perhaps-seconds") => Collected;
}

/** @param expected - about how many requests there will be */
export function createCollector(expected: number): Collector {
  const builder = recordingBuilder(expected);
  const counter = createSkippedCounter();
  const details: Details[] = [];
  let rows = 0;
  let [fromMs, untilMs, openAfterMs] = [Infinity, -Infinity, Infinity];

  return {
    rows: () => rows,
    skipped: counter.soFar,
    add: (lineNumber, line) => {
      switch (line.kind) {
        case "request": {
          const { stampMs, tookMs, end } = line.request;
          // Until all lines are in, the column of offsets holds the times of the lines.
          builder.add({ offsetMs: stampMs, tookMs, end });
          if (line.request.details !== undefined) details.push(line.request.details);
          fromMs = Math.min(fromMs, stampMs);
          untilMs = Math.max(untilMs, stampMs);
          rows += 1;
          return;
        }
        case "open":
          openAfterMs = Math.min(openAfterMs, line.ageMs);
          return;
        case "skipped":
          counter.add(lineNumber, line.reason);
          return;
        case "other":
      }
    },
    finish: (stamps, precision) => {
      const recording = builder.columns();
      const isCoarse = precision === "perhaps-seconds" && areWholeSeconds(recording.offsetsMs);
      if (isCoarse) spreadOverSeconds(recording.offsetsMs);
      if (stamps === "end") beginningsOf(recording);
      return {
        ...inOrder(recording, details),
        span: { fromMs, untilMs },
        precision: isCoarse ? "seconds" : "exact",
        skipped: counter.soFar(),
        ...(openAfterMs < Infinity ? { openAfterMs } : {}),
      };
    },
  };
}

/** Turns the ends of requests into their beginnings. */
function beginningsOf({ offsetsMs, tookMicros }: Recording): void {
  for (const [at, endMs] of offsetsMs.entries()) {
    offsetsMs[at] = roundToMicros(endMs - (tookMicros[at] ?? 0) / 1000);
  }
}

/** Sorts by beginning and counts from the first. */
function inOrder(
  recording: Recording,
  details: readonly Details[],
): Pick<Collected, "recording" | "startMs" | "details"> {
  const { offsetsMs, tookMicros, endCodes } = recording;
  const order = ascendingOrder(offsetsMs);
  const sortedDetails = details.length === 0 ? details : Array.from(order, (at) => details[at] ?? {});
  rearrange([offsetsMs, tookMicros, endCodes], order);
  const startMs = offsetsMs[0] ?? 0;
  for (const [at, beginningMs] of offsetsMs.entries()) offsetsMs[at] = roundToMicros(beginningMs - startMs);
  return { recording, startMs, details: sortedDetails };
}
