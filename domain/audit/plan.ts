import { pastOf as pastOfTraffic } from "../traffic/past.ts";
import { planTraffic } from "../traffic/plan.ts";
import type { TrafficSource } from "../traffic/source.ts";
import type { PlannedAct } from "../traffic/visit.ts";
import type { HostAct } from "./act.ts";
import type { AuditScenario } from "./scenario.ts";
import type { Staff } from "./staff.ts";
import { honestPerHour, honestVisit, staffOf } from "./staff.ts";
import type { Traffic } from "./traffic.ts";
import { kindOf } from "./traffic.ts";

const actions: TrafficSource<Traffic, Staff, HostAct, AuditScenario> = {
  kindOf: ({ kind }) => kindOf(kind),
  actorsOf: staffOf,
  // Nothing on the hosts has an address.
  addressesOf: () => [],
  honestPerHour,
  honestVisit,
};

export function planActions(
  scenario: AuditScenario,
  seed: number,
): Generator<PlannedAct<HostAct>, void, undefined> {
  return planTraffic(actions, scenario, seed);
}

/** The healthy time before a scenario: operators, services and the maintenance of that time. */
export function pastOf(scenario: AuditScenario): AuditScenario | undefined {
  const before = pastOfTraffic(actions, scenario);
  if (before === undefined) return undefined;
  const { past: _, ...rest } = scenario;
  return { ...rest, ...before };
}
