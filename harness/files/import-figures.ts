import type { Recording } from "../../domain/response/recording.ts";
import { recordedRequest } from "../../domain/response/recording.ts";
import type { TracePoint } from "../../score/trace.ts";
import type { IncidentPhases } from "./import-incident.ts";

/** A stretch of a recording in two numbers. */
export interface StretchFigures {
  readonly name: "before" | "incident" | "after";
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests with a status from 500, or without an answer. */
  readonly failed: number;
}

/** Response times before, in and, if there is any, after the incident. */
export function stretchFigures(recording: Recording, phases: IncidentPhases): readonly StretchFigures[] {
  const { before, during, after } = phases;
  const stretches = [
    { name: "before", from: 0, requests: before },
    { name: "incident", from: before, requests: during },
    { name: "after", from: before + during, requests: after },
  ] as const;
  return stretches.flatMap(({ name, from, requests }) => {
    if (requests === 0) return [];
    const took = recording.tookMicros.subarray(from, from + requests);
    const failed = failuresIn(recording, from, from + requests);
    return [
      { name, requests, p50Ms: quantileOf(took, 0.5) / 1000, p99Ms: quantileOf(took, 0.99) / 1000, failed },
    ];
  });
}

function failuresIn(recording: Recording, from: number, until: number): number {
  let failed = 0;
  for (let index = from; index < until; index += 1) if (isFailed(recording, index)) failed += 1;
  return failed;
}

function isFailed(recording: Recording, index: number): boolean {
  const { end } = recordedRequest(recording, index);
  return end.kind !== "answered" || end.status >= 500;
}

/**
 * A point for each column of a picture, in order of leaving: the response time that nine in ten of its requests do not
 * exceed, failed when more than half of them did.
 */
export function recordingTrace(recording: Recording, width: number): readonly TracePoint[] {
  const rows = recording.offsetsMs.length;
  const count = Math.min(rows, width);
  return Array.from({ length: count }, (_, index) => {
    const [from, until] = [index, index + 1].map((column) => Math.floor((column * rows) / count));
    const took = recording.tookMicros.subarray(from, until);
    const failed = failuresIn(recording, from ?? 0, until ?? 0) * 2 > took.length;
    const atMs = recording.offsetsMs[from ?? 0] ?? 0;
    return { index, atMs, elapsedMs: quantileOf(took, 0.9) / 1000, failed };
  });
}

const halfBits = 16;
const halves = 65_536;

/**
 * The smallest value that this share of the values does not exceed, exactly, without a copy of them: counts the upper
 * halves of their bits, then the lower halves of those that share the right upper one.
 * @param share - above 0, at most 1
 * @returns 0 of nothing
 */
export function quantileOf(values: Uint32Array, share: number): number {
  const counts = new Uint32Array(halves);
  let rank = Math.max(1, Math.ceil(share * values.length));
  for (const value of values) increment(counts, value >>> halfBits);
  const upper = binOf(counts, rank);
  rank -= upper.before;
  counts.fill(0);
  for (const value of values) if (value >>> halfBits === upper.bin) increment(counts, value % halves);
  return values.length === 0 ? 0 : upper.bin * halves + binOf(counts, rank).bin;
}

function increment(counts: Uint32Array, bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** The bin that holds the value of this rank, from 1, and how many values stand in the bins before it. */
function binOf(counts: Uint32Array, rank: number): { readonly bin: number; readonly before: number } {
  let before = 0;
  for (const [bin, count] of counts.entries()) {
    if (before + count >= rank) return { bin, before };
    before += count;
  }
  return { bin: 0, before: 0 };
}
