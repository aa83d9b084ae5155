/**
 * What a process did in the interval since the sample before: rates are means over it, the other values are those of its
 * end. A value is absent where it was not measured.
 */
export interface ProcessSample {
  readonly kind: "sample";
  /** Of one core: 200 is two cores in full. */
  readonly cpuPercent?: number;
  /** Resident memory. */
  readonly rssBytes?: number;
  readonly threads?: number;
  readonly openFiles?: number;
  /** From storage; a read that the page cache answers is none. */
  readonly readBytesPerS?: number;
  /** To storage. */
  readonly writtenBytesPerS?: number;
  /** Over the network; traced only. */
  readonly receivedBytesPerS?: number;
  /** Over the network; traced only. */
  readonly sentBytesPerS?: number;
  readonly contextSwitchesPerS?: number;
  /** Traced only. */
  readonly syscallsPerS?: number;
  /** Of a series of anything else: a file with the columns `timestamp,value`. */
  readonly value?: number;
  /** System calls of the interval by name, the most frequent first; traced only. */
  readonly syscalls?: Readonly<Record<string, number>>;
  /** Traced only, and only for the original's file `mem`. */
  readonly allocated?: Allocated;
}

/** Memory that a process got from its C library and has not given back, since tracing began. */
export interface Allocated {
  readonly bytes: number;
  readonly count: number;
}

/** The process has ended. Neither field is set when only its parent was told how. */
export interface ProcessEnd {
  readonly kind: "ended";
  readonly exitCode?: number;
  /** The signal that ended it: `SIGKILL`. */
  readonly signal?: string;
}

/** One sample of one process, or its end, as a collector sees it. */
export interface ProcessObservation {
  readonly kind: "process";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When the sample was taken. */
  readonly atMs: number;
  /** A name to tell processes apart: `redis-server-4711`. */
  readonly process: string;
  /** Absent in a series of values, which no process of this machine need have. */
  readonly pid?: number;
  readonly event: ProcessSample | ProcessEnd;
}

/** The numbers of a sample, in the order of the log's columns. */
export const sampleFields = [
  "cpuPercent",
  "rssBytes",
  "threads",
  "openFiles",
  "readBytesPerS",
  "writtenBytesPerS",
  "receivedBytesPerS",
  "sentBytesPerS",
  "contextSwitchesPerS",
  "syscallsPerS",
  "value",
] as const satisfies readonly Exclude<keyof ProcessSample, "kind">[];

export type SampleField = (typeof sampleFields)[number];
