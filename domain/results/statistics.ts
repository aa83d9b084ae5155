import type { Gate } from "../gate.ts";
import type { Within } from "../scenario.ts";
import type { Outcome, VerdictError } from "../verdict.ts";

/** The confidence of every bound. */
export const boundConfidence = 0.95;

/** How often something was so, and how often it must be so at least, with 95 % confidence (Clopper and Pearson). */
export interface ShareEstimate {
  readonly successes: number;
  readonly trials: number;
  readonly atLeast: number;
}

/** A quantile, and between which order statistics it lies. */
export interface QuantileEstimate {
  /** `Infinity` when so many delays are censored that the quantile is among them. */
  readonly value: number;
  /** With at least 95 % confidence, whatever the distribution; open ends are `-Infinity` and `Infinity`. */
  readonly low: number;
  readonly high: number;
}

/** Delays of many incidents in one unit, misses among them. */
export interface DelaySummary {
  readonly p50: QuantileEstimate;
  readonly p95: QuantileEstimate;
  /** `Infinity` when one was missed. */
  readonly longest: number;
  /** E[min(delay, horizon)]: a miss counts with the whole horizon. */
  readonly restrictedMean: number;
  /** The length of the shortest incident. */
  readonly horizon: number;
}

/** Everything about one kind of incident for one detector. */
export interface KindStatistics {
  readonly kind: string;
  readonly within: Within;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Not noticed before they ended. */
  readonly missed: number;
  readonly affected: DelaySummary;
  readonly ms: DelaySummary;
  /** Detected within the deadline. */
  readonly inTime: ShareEstimate;
  /** As the gate wants it, where it asks about this kind; the same as `inTime` unless a miss is expected. */
  readonly asWanted?: ShareEstimate;
}

/** A drill to look at. */
export interface DrillReference {
  readonly seed: number;
  readonly settings: readonly string[];
}

/** What silence, or few alarms, on healthy traffic say about the average run length to a false alarm. */
export interface FalseAlarmRate {
  /** Healthy observations judged. */
  readonly observations: number;
  readonly falseAlarms: number;
  readonly perThousand: number;
  /** Per hour of the drill's time. */
  readonly perHour: number;
  /** Observations per false alarm (ARL0); absent when there was none. */
  readonly arl0?: number;
  /** At least this with 95 % confidence: `2 N / chi2_0.95(2 k + 2)`, which is N / 3.0 after silence. */
  readonly arl0AtLeast: number;
}

/** A detector that could not be judged in some drills of a study: what it says of the others is no result. */
export interface CrashedDetector {
  /** With the options that tell it apart. */
  readonly detector: string;
  /** At least 1. */
  readonly crashed: number;
  readonly drills: number;
  /** Of the first of them. */
  readonly error: VerdictError;
}

/** What many drills say about one detector. */
export interface DetectorStatistics {
  readonly gate: Gate;
  readonly drills: number;
  readonly passed: number;
  /** Drills in which the detector could not be judged; they count in nothing below. */
  readonly crashed: number;
  /** Of the first of them. */
  readonly error?: VerdictError;
  readonly kinds: readonly KindStatistics[];
  readonly falseAlarms: FalseAlarmRate;
  /** Drills without more false alarms than the gate allows. */
  readonly quiet: ShareEstimate;
  /** The first drill with the longest delay in affected observations, or with a miss; absent without incidents. */
  readonly worst?: DrillReference;
}
