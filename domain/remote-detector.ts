import type { Alert } from "./alert.ts";
import type { OptionTable, OptionValues } from "./detector-options.ts";
import type { FiredrillError } from "./error.ts";
import type { Fault } from "./fault.ts";
import type { LogSource, Observation } from "./sources.ts";
import type { Clock, ClockKind } from "./time/clock.ts";

/** An instant on the way of an alert, on the drill's clock: `scraped`, `pending`, `posted`, ... */
export interface Station {
  readonly name: string;
  readonly atMs: number;
}

/**
 * What somebody else's detector says. Where it does not say which row it is about, the harness takes the last row shown
 * and the moment of arrival; on the virtual clock arrival means nothing, so that one of the two must be there.
 */
export interface RemoteAlert extends Omit<Alert, "key" | "atIndex" | "atMs"> {
  /** Default: the subject, else one key for all. */
  readonly key?: string;
  readonly atIndex?: number;
  readonly atMs?: number;
  /** Where the time went inside the detector, in order; absent when it does not tell. */
  readonly stations?: readonly Station[];
}

/** Bounds on the time from the switch of the mode to the alert, derived from the detector's own settings. */
export interface Prediction {
  readonly earliestMs: number;
  readonly latestMs: number;
  /** The steps that the bounds are the sums of, named as the stations that end them. */
  readonly steps: readonly {
    readonly name: string;
    readonly earliestMs: number;
    readonly latestMs: number;
  }[];
}

/** What a drill offers to a detector that is not ours. */
export interface RemoteContext {
  readonly clock: Clock;
  readonly clockKind: ClockKind;
  readonly seed: number;
  readonly onAlert: (alert: RemoteAlert) => void;
  /** It crashed, or cannot be reached; said at most once. It is then shown no more rows. */
  readonly onError: (error: FiredrillError) => void;
  /** The growing log that a detector may see; only where time is wall time. */
  readonly logPath?: string;
  /** The mock server; only where time is wall time. */
  readonly targetUrl?: string;
}

/** A detector outside this process, or behind an engine of its own, for the length of one drill. */
export interface RemoteDetector {
  readonly name: string;
  /** Default deadline in affected observations, and how many rows after its last word an alert counts as resolved. */
  readonly windowSize: number;
  /** Resolves when it is ready to be shown rows. @throws FiredrillError when it cannot be started */
  readonly start: (context: RemoteContext) => Promise<void>;
  /** Shows it rows, in order. Resolves when it can take more: that is the back-pressure. */
  readonly observe: (rows: readonly Observation[]) => Promise<void>;
  /**
   * No more rows: lets it finish its thoughts for at most this long (wall time), and ends everything it started. Asked
   * again with 0 while it does, it ends at once.
   */
  readonly stop: (graceMs: number) => Promise<void>;
  /** What a person should know about what it said, in sentences. */
  readonly notes?: () => readonly string[];
  /** How soon its own settings let it notice such a fault, where that can be told. */
  readonly prediction?: (fault: Fault) => Prediction | undefined;
}

/** Rows as lines of text, for detectors that read text. */
export interface LineEncoder {
  /** `csv` or `ndjson`. */
  readonly format: string;
  /** The line before the first row, with its end; empty when there is none. */
  readonly headerFor: (first: Observation) => string;
  /** A line with its end; empty for a row that the format leaves out. */
  readonly encode: (row: Observation) => string;
}

/** A detector that is not ours, before it is set up. */
export interface RemoteDefinition {
  readonly name: string;
  readonly summary: string;
  readonly reads: readonly LogSource[];
  readonly options: OptionTable;
  readonly windowSize: number;
  /** It is a program that reads a log and ends: it can be given the same log twice. */
  readonly isRepeatable: boolean;
  /** @param values - as `parseOptions(options, ...)` returns them */
  readonly connect: (values: OptionValues) => RemoteDetector;
}

/** A deadline for detectors that do not say how much they look at. */
export const remoteWindowSize = 10;
