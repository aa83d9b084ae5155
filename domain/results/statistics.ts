import type { Gate } from "../gate.ts";
import type { Within } from "../scenario.ts";
import type { Outcome, VerdictError } from "../verdict.ts";

/** The confidence level of every bound. */
export const boundConfidence = 0.95;

/** A share with its lower 95 % confidence bound (Clopper-Pearson). */
export interface ShareEstimate {
  readonly successes: number;
  readonly trials: number;
  readonly atLeast: number;
}

/** A quantile with its confidence interval from order statistics. */
export interface QuantileEstimate {
  /** `Infinity` when the quantile falls among the censored delays. */
  readonly value: number;
  /** At least 95 % confidence, without assumptions about the distribution; open ends are `-Infinity` and `Infinity`. */
  readonly low: number;
  readonly high: number;
}

/** Delays of many incidents in one unit, including misses. */
export interface DelaySummary {
  readonly p50: QuantileEstimate;
  readonly p95: QuantileEstimate;
  /** `Infinity` when an incident was missed. */
  readonly longest: number;
  /** E[min(delay, horizon)]: a miss counts as the whole horizon. */
  readonly restrictedMean: number;
  /** The length of the shortest incident, or its deadline in time if that is longer. */
  readonly horizon: number;
}

/** How long alerts stayed after their incidents. One that never resolved counts as longer than all others. */
export interface ResetSummary {
  readonly p50: QuantileEstimate;
  readonly p95: QuantileEstimate;
  /** Noticed incidents. */
  readonly trials: number;
  /** Alerts that still fired at the end of the log. */
  readonly unresolved: number;
}

/** Results for one kind of incident and one detector. */
export interface KindStatistics {
  readonly kind: string;
  readonly within: Within;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Incidents not noticed before they ended, or before a longer deadline in time. */
  readonly missed: number;
  readonly affected: DelaySummary;
  readonly ms: DelaySummary;
  /** From the incident's end to `resolved`, in milliseconds; absent when no alert noticed an incident. */
  readonly reset?: ResetSummary;
  /** Detected within the deadline. */
  readonly inTime: ShareEstimate;
  /**
   * Incidents with the outcome that the gate requires, if it covers this kind. Differs from `inTime` only when a miss
   * is expected.
   */
  readonly asWanted?: ShareEstimate;
}

/** Identifies a drill, for replay. */
export interface DrillReference {
  readonly seed: number;
  readonly settings: readonly string[];
}

/** The false alarm rate on healthy traffic, and the average run length to a false alarm. */
export interface FalseAlarmRate {
  /** Healthy observations evaluated. */
  readonly observations: number;
  readonly falseAlarms: number;
  readonly perThousand: number;
  /** Per hour of the drill's time. */
  readonly perHour: number;
  /** Observations per false alarm (ARL0); absent without false alarms. */
  readonly arl0?: number;
  /** Lower 95 % bound: `2 N / chi2_0.95(2 k + 2)`, which is N / 3.0 without false alarms. */
  readonly arl0AtLeast: number;
}

/** A detector that failed in some drills of a study, or that answers differently in another session, so that its other results do not count. */
export interface CrashedDetector {
  /** With the options that distinguish it. */
  readonly detector: string;
  /** 0 if it failed in no drill. */
  readonly crashed: number;
  readonly drills: number;
  /** The error of the first crashed drill. */
  readonly error: VerdictError;
}

/** The results of one detector over many drills. */
export interface DetectorStatistics {
  readonly gate: Gate;
  readonly drills: number;
  /** Identical drills that count as one; absent when drills differ. */
  readonly replays?: number;
  readonly passed: number;
  /** Drills in which the detector failed; excluded from the figures below. */
  readonly crashed: number;
  /** The error of the first crashed drill, or of the check after the study. */
  readonly error?: VerdictError;
  readonly kinds: readonly KindStatistics[];
  readonly falseAlarms: FalseAlarmRate;
  /** Episodes that reached `error`, in all drills. */
  readonly pages: number;
  /** The mean number of `pages` in a drill; 0 when every drill crashed. */
  readonly pagesPerDrill: number;
  /** Pages per 24 hours of the drill's time on healthy traffic; absent where anything was wrong. */
  readonly pagesPerDay?: number;
  /** Drills without more false alarms than the gate allows. */
  readonly quiet: ShareEstimate;
  /** The first drill with the longest delay in affected observations, or with a miss; absent without incidents. */
  readonly worst?: DrillReference;
}
