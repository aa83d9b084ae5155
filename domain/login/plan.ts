import { pastOf as pastOfTraffic } from "../traffic/past.ts";
import { planTraffic } from "../traffic/plan.ts";
import type { TrafficSource } from "../traffic/source.ts";
import type { PlannedAct } from "../traffic/visit.ts";
import { honestPerHour, honestVisit } from "./honest.ts";
import type { LoginScenario } from "./scenario.ts";
import type { Traffic } from "./traffic.ts";
import { kindOf } from "./traffic.ts";
import type { UserBase } from "./user-base.ts";
import { usersOf } from "./user-base.ts";
import type { LoginTry } from "./visit.ts";

/** One login attempt before it is made. The attempts of a visit end with the first success. */
export type PlannedLogin = PlannedAct<LoginTry>;

const logins: TrafficSource<Traffic, UserBase, LoginTry, LoginScenario> = {
  kindOf: ({ kind }) => kindOf(kind),
  actorsOf: usersOf,
  addressesOf: (users) => users.flatMap(({ addresses }) => addresses),
  honestPerHour,
  honestVisit,
};

export function planLogins(scenario: LoginScenario, seed: number): Generator<PlannedLogin, void, undefined> {
  return planTraffic(logins, scenario, seed);
}

/** The healthy time before a scenario: the users and the offices. */
export function pastOf(scenario: LoginScenario): LoginScenario | undefined {
  const before = pastOfTraffic(logins, scenario);
  if (before === undefined) return undefined;
  const { past: _, ...rest } = scenario;
  return { ...rest, ...before };
}
