import { pastOf as pastOfTraffic } from "../traffic/past.ts";
import { planTraffic } from "../traffic/plan.ts";
import type { TrafficSource } from "../traffic/source.ts";
import type { PlannedAct } from "../traffic/visit.ts";
import type { WebAct } from "./request.ts";
import type { AccessScenario } from "./scenario.ts";
import type { Traffic } from "./traffic.ts";
import { kindOf } from "./traffic.ts";
import type { Visitors } from "./visitors.ts";
import { honestPerHour, honestVisit, visitorsOf } from "./visitors.ts";

const requests: TrafficSource<Traffic, Visitors, WebAct, AccessScenario> = {
  kindOf: ({ kind }) => kindOf(kind),
  actorsOf: visitorsOf,
  addressesOf: ({ regulars }) => regulars.map(({ ip }) => ip),
  honestPerHour,
  honestVisit,
};

/** After a release, visitors get the new version: the mode of their requests is that of the release. */
export function* planRequests(
  scenario: AccessScenario,
  seed: number,
): Generator<PlannedAct<WebAct>, void, undefined> {
  const newVersion: Traffic["kind"] = "release";
  let isReleased = false;
  for (const act of planTraffic(requests, scenario, seed)) {
    isReleased ||= act.mode === newVersion;
    yield isReleased && act.mode === "normal" ? { ...act, mode: newVersion } : act;
  }
}

/** The healthy time before a scenario: the visitors, and the scanners and crawlers of that time. */
export function pastOf(scenario: AccessScenario): AccessScenario | undefined {
  const before = pastOfTraffic(requests, scenario);
  if (before === undefined) return undefined;
  const { past: _, ...rest } = scenario;
  return { ...rest, ...before };
}
