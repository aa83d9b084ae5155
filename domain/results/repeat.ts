import type { Verdict } from "../verdict.ts";
import type { DetectorStatistics, DrillReference, KindStatistics, ShareEstimate } from "./statistics.ts";
import { boundConfidence } from "./statistics.ts";

/** Where the onsets of a repeat lie: all at one index, or drawn from `[from, until]`. */
export type OnsetRange =
  | { readonly kind: "none" }
  | { readonly kind: "fixed"; readonly index: number }
  | { readonly kind: "drawn"; readonly from: number; readonly until: number };

/** A drill of a repeat that did not pass, and how to see it again. */
interface FailedDrill extends DrillReference {
  /** Plays exactly this drill again. */
  readonly command: string;
  /** Its own run folder, if it was kept. */
  readonly savedTo?: string;
}

/** One detector in a repeat. */
export interface RepeatedDetector {
  readonly statistics: DetectorStatistics;
  readonly passed: boolean;
  /** What is left to gain, by kind of incident; absent where no floor is known. */
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
  readonly detectors: readonly RepeatedDetector[];
  /** How many drills did not pass. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly FailedDrill[];
  /** In order of their seeds. */
  readonly verdicts: readonly Verdict[];
  readonly command: string;
  readonly savedTo?: string;
}

/** What a repeat asks: that every drill passes, or that such drills pass at least this often. */
export type RepeatDemand =
  { readonly kind: "every-drill" } | { readonly kind: "share"; readonly atLeast: number };

/** What keeps a detector from passing, as a share that is too low; empty when it passes. */
interface Shortfall {
  /** Absent: too many drills had false alarms. */
  readonly of?: KindStatistics;
  readonly share: ShareEstimate;
}

/**
 * With a share, the lower confidence bound must reach it: of incidents that end as the gate wants, kind by kind, and of
 * drills without more false alarms than allowed. 59 of 59 is what 0.95 takes.
 */
export function shortfalls(statistics: DetectorStatistics, demand: RepeatDemand): readonly Shortfall[] {
  const asked: readonly Shortfall[] = [
    ...statistics.kinds.flatMap((of) => (of.asWanted === undefined ? [] : [{ of, share: of.asWanted }])),
    { share: statistics.quiet },
  ];
  return asked.filter(({ share }) => !suffices(share, demand));
}

/** A detector in error has not passed, whatever else it did. */
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

/** How many clean drills in a row it takes to show such a share: 59 for 0.95, 299 for 0.99. */
export function cleanRunsFor(share: number): number {
  return Math.ceil(Math.log(1 - boundConfidence) / Math.log(share));
}

/**
 * How fast the incident could have been noticed at all, by whoever has no more false alarms: the mean delay of the
 * optimal rule whose statistic starts at zero with the incident (zero state).
 */
export interface Floor {
  /** Affected observations. */
  readonly delay: number;
  /** Standard error of a simulation; 0 when it is exact. */
  readonly error: number;
  /** Healthy observations per false alarm that it is for. */
  readonly arl0: number;
}

/**
 * The floor as a share of the mean delay; 1 is as fast as can be. The detector had run for a while when the incident
 * began (steady state), so that it may come out a little above 1.
 */
export function efficiencyOf({ delay }: Floor, { affected }: KindStatistics): number {
  return delay / affected.restrictedMean;
}
