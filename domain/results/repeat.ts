import type { DetectorStatistics, DrillReference, KindStatistics, ShareEstimate } from "./statistics.ts";
import { boundConfidence } from "./statistics.ts";

/** The onsets of a repeat: all at one index, or drawn from `[from, until]`. */
export type OnsetRange =
  | { readonly kind: "none" }
  | { readonly kind: "fixed"; readonly index: number }
  | { readonly kind: "drawn"; readonly from: number; readonly until: number };

/** A failed drill of a repeat. */
interface FailedDrill extends DrillReference {
  /** Replays exactly this drill. */
  readonly command: string;
  /** Its run folder, if it was kept. */
  readonly savedTo?: string;
}

/** One detector in a repeat. */
export interface RepeatedDetector {
  readonly statistics: DetectorStatistics;
  readonly passed: boolean;
  /** The lowest possible delay by kind of incident; absent where no floor is known, and empty where no report shows any. */
  readonly floors: ReadonlyMap<string, Floor>;
}

/** Many drills of one scenario. */
export interface Repeat {
  readonly scenario: string;
  readonly clock: string;
  readonly firstSeed: number;
  readonly drills: number;
  readonly onset: OnsetRange;
  readonly demand: RepeatDemand;
  readonly passed: boolean;
  /** Those that decide. */
  readonly detectors: readonly RepeatedDetector[];
  /** Other detectors of a suite's table, which do not decide; empty outside a suite. Their floors are not computed. */
  readonly alongside: readonly RepeatedDetector[];
  /** The number of failed drills. */
  readonly failed: number;
  /** The first of the failed drills. */
  readonly failures: readonly FailedDrill[];
  /** How many drills could not be run or trusted, or had a detector that could not be judged. */
  readonly invalid: number;
  readonly command: string;
  readonly savedTo?: string;
}

/** The requirement of a repeat: every drill passes, or at least this share of them. */
export type RepeatDemand =
  { readonly kind: "every-drill" } | { readonly kind: "share"; readonly atLeast: number };

/** A share that is too low for the detector to pass. */
interface Shortfall {
  /** The kind of incident; absent when too many drills had false alarms. */
  readonly of?: KindStatistics;
  readonly share: ShareEstimate;
}

/**
 * The shares that fail the requirement: per kind of incident, and drills without too many false alarms. With a share,
 * the lower confidence bound must reach it; 0.95 takes 59 of 59.
 */
export function shortfalls(statistics: DetectorStatistics, demand: RepeatDemand): readonly Shortfall[] {
  const required: readonly Shortfall[] = [
    ...statistics.kinds.flatMap((of) => (of.asWanted === undefined ? [] : [{ of, share: of.asWanted }])),
    { share: statistics.quiet },
  ];
  return required.filter(({ share }) => !suffices(share, demand));
}

/** A detector with an error never passes. */
export function meets(statistics: DetectorStatistics, demand: RepeatDemand): boolean {
  return statistics.error === undefined && shortfalls(statistics, demand).length === 0;
}

function suffices({ successes, trials, atLeast }: ShareEstimate, demand: RepeatDemand): boolean {
  switch (demand.kind) {
    case "every-drill":
      return successes === trials;
    case "share":
      return atLeast >= demand.atLeast;
  }
}

/** The number of clean drills that prove such a share: 59 for 0.95, 299 for 0.99. */
export function cleanRunsFor(share: number): number {
  return Math.ceil(Math.log(1 - boundConfidence) / Math.log(share));
}

/**
 * The lowest possible delay at a given rate of false alarms: the mean delay of the optimal rule whose statistic
 * starts at zero with the incident (zero state).
 */
export interface Floor {
  /** In affected observations. */
  readonly delay: number;
  /** Standard error of the simulation; 0 for an exact value. */
  readonly error: number;
  /** Healthy observations per false alarm. */
  readonly arl0: number;
}

/**
 * The floor divided by the mean delay; 1 is optimal. Can slightly exceed 1, because the detector was already running
 * when the incident began (steady state).
 */
export function efficiencyOf({ delay }: Floor, { affected }: KindStatistics): number {
  return delay / affected.restrictedMean;
}
