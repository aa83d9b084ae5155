import type { SeriesPoint } from "../results/picture.ts";
import type { ProcessObservation } from "./observation.ts";

/** The chart data of a log of processes. */
export interface ProcessPicture {
  readonly source: "process";
  /** Processor time in percent of one core, in order of index. A process that has ended failed. */
  readonly cpu: readonly SeriesPoint[];
  /** Resident memory in bytes. */
  readonly memory: readonly SeriesPoint[];
  /** Of a series of values, which has neither of the two; else empty. */
  readonly value: readonly SeriesPoint[];
  /** System calls of the samples in which they were traced; absent where none was. */
  readonly syscalls?: readonly TracedSample[];
}

/** System calls of one sample, by name. */
export interface TracedSample {
  readonly index: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** @returns undefined for a row that is not of a series of values */
export function valuePoint({ index, atMs, event }: ProcessObservation): SeriesPoint | undefined {
  return event.kind === "sample" && event.value !== undefined
    ? { index, atMs, value: event.value, failed: false }
    : undefined;
}

export function cpuPoint({ index, atMs, event }: ProcessObservation): SeriesPoint {
  const value = event.kind === "sample" ? (event.cpuPercent ?? 0) : 0;
  return { index, atMs, value, failed: event.kind === "ended" };
}

export function memoryPoint({ index, atMs, event }: ProcessObservation): SeriesPoint {
  const value = event.kind === "sample" ? (event.rssBytes ?? 0) : 0;
  return { index, atMs, value, failed: event.kind === "ended" };
}
