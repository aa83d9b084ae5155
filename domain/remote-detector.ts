import type { Alert } from "./alert.ts";
import type { OptionTable, OptionValues } from "./detector-options.ts";
import type { FiredrillError } from "./error.ts";
import type { Fault } from "./fault.ts";
import type { LogSource, Observation } from "./sources.ts";
import type { Counters } from "./wire/metrics.ts";
import type { Clock, ClockKind } from "./time/clock.ts";

/** A step in the life of an alert, on the drill's clock: `scraped`, `pending`, `posted`, ... */
export interface Station {
  readonly name: string;
  readonly atMs: number;
}

/**
 * An alert from an external detector. Without an index or a time, the harness uses the last observation sent and the
 * time of arrival. On the virtual clock arrival has no meaning, so that one of the two is required.
 */
export interface RemoteAlert extends Omit<Alert, "key" | "atIndex" | "atMs"> {
  /** Default: the subject, else one key for all alerts. */
  readonly key?: string;
  readonly atIndex?: number;
  readonly atMs?: number;
  /** Where the time inside the detector went, in order, if the detector reports it. */
  readonly stations?: readonly Station[];
}

/** Bounds on the time from the switch of the mode to the alert, derived from the detector's settings. */
export interface Prediction {
  readonly earliestMs: number;
  readonly latestMs: number;
  /** The steps whose bounds add up to the totals, named after the stations that end them. */
  readonly steps: readonly {
    readonly name: string;
    readonly earliestMs: number;
    readonly latestMs: number;
  }[];
}

/** What a drill provides to an external detector. */
export interface RemoteContext {
  readonly clock: Clock;
  readonly clockKind: ClockKind;
  readonly seed: number;
  readonly onAlert: (alert: RemoteAlert) => void;
  /** The detector crashed or cannot be reached; called at most once. It then receives no more rows. */
  readonly onError: (error: FiredrillError) => void;
  /** Says what the detector is doing while a person waits for it. */
  readonly onProgress?: (text: string) => void;
  /** The growing log that a detector can read; only on the real and scaled clocks. */
  readonly logPath?: string;
  /** The mock server; only on the real and scaled clocks. */
  readonly targetUrl?: string;
}

/** A detector outside this process, or on an engine of its own, for one drill. */
export interface RemoteDetector {
  readonly name: string;
  /** The default deadline in affected observations. An alert resolves after this many rows without a repeat. */
  readonly windowSize: number;
  /** Resolves when the detector is ready for rows. @throws FiredrillError when it cannot be started */
  readonly start: (context: RemoteContext) => Promise<void>;
  /** Sends rows in order. Resolves when the detector can take more (back-pressure). */
  readonly observe: (rows: readonly Observation[]) => Promise<void>;
  /**
   * Ends the input, waits up to `graceMs` of wall time for last alerts, and shuts down everything it started. A
   * second call with 0 shuts down at once.
   */
  readonly stop: (graceMs: number) => Promise<void>;
  /** What a person should know about its alerts, in sentences. */
  readonly notes?: () => readonly string[];
  /** After `stop`: what it started and could not end, in sentences. */
  readonly leftRunning?: () => readonly string[];
  /**
   * What it saw at an instant without raising an alert, in sentences. Called after `stop`.
   * @param what - names the instant: `the deadline for attack-1`
   */
  readonly explain?: (atMs: number, what: string) => readonly string[];
  /** How soon the detector's settings let it notice such a fault, if that is known. */
  readonly prediction?: (fault: Fault) => Prediction | undefined;
  /** The number of this log in a process that judges several, from 1. Absent for a process of its own. */
  readonly session?: () => number | undefined;
}

/** The programs that a definition keeps running from one log to the next. */
export interface KeptPrograms {
  /**
   * Whether they still answer as at first: each judges its first log again, and a fresh one judges the log that was last.
   * @returns the error of one that does not
   */
  readonly check: () => Promise<FiredrillError | undefined>;
  /** Ends them. */
  readonly end: () => Promise<void>;
}

/** Encodes rows as text, for detectors that read text. */
export interface LineEncoder {
  /** `csv` or `ndjson`. */
  readonly format: string;
  /** The header line with its line end; empty when the format has none. */
  readonly headerFor: (first: Observation) => string;
  /** A line with its line end; empty for a row that the format leaves out. */
  readonly encode: (row: Observation) => string;
}

/** An external detector before its options are set. */
export interface RemoteDefinition {
  readonly name: string;
  readonly summary: string;
  readonly reads: readonly LogSource[];
  readonly options: OptionTable;
  readonly windowSize: number;
  /** It is a program that reads a log and ends: it can be given the same log twice. */
  readonly isRepeatable: boolean;
  /** How the mock server must count for it; absent for a detector that scrapes nothing. */
  readonly counters?: (values: OptionValues) => Counters;
  /**
   * @param values - as `parseOptions(options, ...)` returns them
   * @param sources - of the log; several if it is not known yet
   */
  readonly connect: (values: OptionValues, sources: readonly LogSource[]) => RemoteDetector;
  /** It judges finished logs together, so that a study should have this many ready for each job. Absent: one. */
  readonly logsAtOnce?: number;
  /** As `--detector` takes it, with these options. Default: its name and the options. */
  readonly spec?: (values: OptionValues) => string;
  /** Where its thresholds stand with these options, in the user's own words, a line each. */
  readonly spelled?: (values: OptionValues) => readonly string[];
  /** From now on its programs run from one log to the next, until `end`. Absent if each log has a program of its own. */
  readonly keep?: () => KeptPrograms;
}

/** The default deadline for detectors that have no window of their own. */
export const remoteWindowSize = 10;
