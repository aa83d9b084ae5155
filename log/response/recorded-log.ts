import { firstIndex } from "../../domain/numbers/search.ts";
import type { Recording } from "../../domain/response/recording.ts";
import { recordingBuilder } from "../../domain/response/recording.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type {
  Details,
  ImportFormat,
  ImportReader,
  ImportTarget,
  RequestCollector,
} from "../import/format.ts";
import { ownFormats } from "./own-logs.ts";

/** The requests of a log, in order of leaving. */
export interface RecordedLog {
  readonly recording: Recording;
  /** When the first request left. */
  readonly startMs: number;
  /** Whether the lines named whole seconds only. */
  readonly precision: "exact" | "seconds";
  /** How old the youngest request was that was written while it was under way. */
  readonly openAfterMs?: number;
  /** Of each request; empty when nothing was to be kept. */
  readonly details: readonly Details[];
}

/** Keeps about 14 bytes a request; its details come on top. */
export const recordedLogs: ImportTarget<RecordedLog> = { ownFormats, collect: recordedLogCollector };

function recordedLogCollector(expected: number): RequestCollector<RecordedLog> {
  const builder = recordingBuilder(expected);
  const details: Details[] = [];
  let openAfterMs = Infinity;
  return {
    add: (request) => {
      if (request.kind === "open") {
        openAfterMs = Math.min(openAfterMs, request.ageMs);
        return;
      }
      const { stampMs, tookMs, end } = request;
      // Until all lines are in, the column of offsets holds the times of the lines.
      builder.add({ offsetMs: stampMs, tookMs, end });
      if (request.details !== undefined) details.push(request.details);
    },
    finish: (stamps, precision) => ({
      ...ordered(builder.columns(), details, stamps, precision),
      ...(openAfterMs < Infinity ? { openAfterMs } : {}),
    }),
  };
}

type Ordered = Omit<RecordedLog, "openAfterMs">;

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

/**
 * The order in which the values ascend; of equal ones the earlier comes first. A merge sort on indexes that leaves runs
 * alone which are in order already, as nearly all of a log is.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let at = 0; at < order.length; at += 1) order[at] = at;
  sortRange({ values, order, spare: new Uint32Array(usualOverlap) }, 0, values.length);
  return order;
}

interface Sorting {
  readonly values: Float64Array;
  readonly order: Uint32Array;
  /** Room for what stands too far left in a merge; grows when it must. */
  spare: Uint32Array;
}

const usualOverlap = 4096;
const shortRun = 16;

function sortRange(sorting: Sorting, from: number, until: number): void {
  if (until - from <= shortRun) {
    insertEach(sorting, from, until);
    return;
  }
  const middle = (from + until) >>> 1;
  sortRange(sorting, from, middle);
  sortRange(sorting, middle, until);
  const [leftLast, rightFirst] = [valueAt(sorting, middle - 1), valueAt(sorting, middle)];
  if (leftLast <= rightFirst) return;
  // What is not among the other half's values is in its place already.
  const overlapFrom = firstIndex(from, middle, (place) => valueAt(sorting, place) > rightFirst);
  const overlapUntil = firstIndex(middle, until, (place) => valueAt(sorting, place) >= leftLast);
  merge(sorting, overlapFrom, middle, overlapUntil);
}

function valueAt({ values, order }: Sorting, place: number): number {
  return values[order[place] ?? 0] ?? 0;
}

function insertEach({ values, order }: Sorting, from: number, until: number): void {
  for (let next = from + 1; next < until; next += 1) {
    const moved = order[next] ?? 0;
    const value = values[moved] ?? 0;
    let place = next;
    while (place > from && (values[order[place - 1] ?? 0] ?? 0) > value) {
      order[place] = order[place - 1] ?? 0;
      place -= 1;
    }
    order[place] = moved;
  }
}

function merge(sorting: Sorting, from: number, middle: number, until: number): void {
  const { values, order } = sorting;
  if (sorting.spare.length < middle - from) sorting.spare = new Uint32Array(middle - from);
  const { spare } = sorting;
  spare.set(order.subarray(from, middle));
  let [left, right] = [0, middle];
  for (let place = from; left < middle - from; place += 1) {
    const leftIndex = spare[left] ?? 0;
    const rightIndex = right < until ? (order[right] ?? 0) : undefined;
    const isLeft = rightIndex === undefined || (values[leftIndex] ?? 0) <= (values[rightIndex] ?? 0);
    order[place] = isLeft ? leftIndex : rightIndex;
    if (isLeft) left += 1;
    else right += 1;
  }
}

/** Puts columns into an order, each row as a whole, without copying them; uses the order up. */
export function rearrange(
  columns: readonly (Float64Array | Uint32Array | Uint16Array)[],
  order: Uint32Array,
): void {
  const held = columns.map(() => 0);
  for (let start = 0; start < order.length; start += 1) {
    if (order[start] === start) continue;
    for (let at = 0; at < columns.length; at += 1) held[at] = columns[at]?.[start] ?? 0;
    let place = start;
    for (;;) {
      const from = order[place] ?? 0;
      order[place] = place;
      if (from === start) break;
      for (const column of columns) column[place] = column[from] ?? 0;
      place = from;
    }
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      if (column !== undefined) column[place] = held[at] ?? 0;
    }
  }
}

const secondMs = 1000;

/** Whether every instant is a whole second; not so when there is none. */
export function areWholeSeconds(stampsMs: Float64Array): boolean {
  return stampsMs.length > 0 && stampsMs.every((stampMs) => stampMs % secondMs === 0);
}

/**
 * Spreads the instants of each second evenly over it, in their order: a log that names only seconds would else replay as
 * a burst at each of them.
 */
export function spreadOverSeconds(stampsMs: Float64Array): void {
  const counts = new Map<number, number>();
  eachRun(stampsMs, (stampMs, from, until) => counts.set(stampMs, (counts.get(stampMs) ?? 0) + until - from));
  const seen = new Map<number, number>();
  eachRun(stampsMs, (stampMs, from, until) => {
    const [before, count] = [seen.get(stampMs) ?? 0, counts.get(stampMs) ?? 1];
    for (let at = from; at < until; at += 1) {
      const micros = Math.floor(((before + at - from) * secondMs * 1000) / count);
      stampsMs[at] = roundToMicros(stampMs + micros / 1000);
    }
    seen.set(stampMs, before + until - from);
  });
}

/** Calls for each run of equal values, before which nothing of it may change. */
function eachRun(values: Float64Array, onRun: (value: number, from: number, until: number) => void): void {
  for (let from = 0; from < values.length;) {
    const value = values[from] ?? 0;
    let until = from + 1;
    while (until < values.length && values[until] === value) until += 1;
    onRun(value, from, until);
    from = until;
  }
}
