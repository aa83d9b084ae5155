import type { Mode } from "../domain/mode.ts";
import type { Scenario } from "../domain/scenario.ts";
import type { Floor } from "../score/repeat/floor.ts";
import type { DetectorStatistics } from "../score/repeat/statistics.ts";
import { gaussianFloor } from "../score/statistics/gaussian-floor.ts";

/**
 * How fast each kind of incident could have been noticed at all, at the detector's own rate of false alarms: the
 * measured ARL0, or what it is at least, where there was no false alarm. Kinds without a known law are left out.
 */
export function floorsOf(
  scenario: Scenario,
  { kinds, falseAlarms }: DetectorStatistics,
): ReadonlyMap<string, Floor> {
  const arl0 = falseAlarms.arl0 ?? falseAlarms.arl0AtLeast;
  const floors = new Map<string, Floor>();
  for (const { kind } of kinds) {
    const shiftSd = gaussianShift(scenario, kind);
    if (shiftSd !== undefined && arl0 > 1)
      floors.set(kind, { delay: gaussianFloor(shiftSd, arl0), error: 0, arl0 });
  }
  return floors;
}

/** The shift in standard deviations, where the logarithm of the response time is normal before and after it. */
function gaussianShift({ modes, noise, phases }: Scenario, kind: string): number | undefined {
  const isShared = phases.some((phase) => phase.mode === kind && "share" in phase);
  const [healthy, affected] = [lognormal(modes["normal"]), lognormal(modes[kind])];
  if (noise?.kind !== "none" || isShared || healthy === undefined || affected === undefined) return undefined;
  const shift = Math.log(affected.medianMs / healthy.medianMs) / healthy.sigma;
  return affected.sigma === healthy.sigma && shift > 0 ? shift : undefined;
}

function lognormal(mode: Mode | undefined): Extract<Mode, { readonly kind: "lognormal" }> | undefined {
  return mode?.kind === "lognormal" ? mode : undefined;
}
