import { boundConfidence } from "./statistics.ts";
import type { DetectorStatistics, KindStatistics, ShareEstimate } from "./statistics.ts";

/** What a repeat asks: that every drill passes, or that such drills pass at least this often. */
export type RepeatDemand =
  { readonly kind: "every-drill" } | { readonly kind: "share"; readonly atLeast: number };

/** What keeps a detector from passing, as a share that is too low; empty when it passes. */
export interface Shortfall {
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
