import type { Floor } from "../../domain/results/repeat.ts";
import type { DetectorStatistics } from "../../domain/results/statistics.ts";
import type { Scenario } from "../../domain/sources.ts";
import { scoreKit } from "../../score/sources.ts";

/**
 * How fast each kind of incident could have been noticed at all, at the detector's own rate of false alarms: the
 * measured ARL0, or what it is at least, where there was no false alarm. Kinds without a known law are left out.
 */
export function floorsOf(
  scenario: Scenario,
  { kinds, falseAlarms }: DetectorStatistics,
): ReadonlyMap<string, Floor> {
  const arl0 = falseAlarms.arl0 ?? falseAlarms.arl0AtLeast;
  if (arl0 <= 1) return new Map();
  return new Map(
    kinds.flatMap(({ kind }): readonly (readonly [string, Floor])[] => {
      const floor = scoreKit(scenario.source).floorOf(scenario, kind, arl0);
      return floor.kind === "none" ? [] : [[kind, { delay: floor.delay, error: floor.error, arl0 }]];
    }),
  );
}
