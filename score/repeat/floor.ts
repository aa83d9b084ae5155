import type { KindStatistics } from "./statistics.ts";

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
