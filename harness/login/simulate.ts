import type { LoginObservation } from "../../domain/login/observation.ts";
import { planLogins } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { Labelled } from "../../domain/truth.ts";
import { createAccounts } from "../../mock-server/login/accounts.ts";
import { simulateTraffic } from "../traffic/play.ts";

/** The labelled log of a login scenario, without sockets. */
export function simulateLogins(
  scenario: LoginScenario,
  seed: number,
): Generator<Labelled<LoginObservation>, void, undefined> {
  const accounts = createAccounts(usersOf(scenario, seed), seed);
  const plan = planLogins(scenario, seed);
  return simulateTraffic(scenario, plan, ({ index: requestIndex, ip, user, password }, { index, atMs }) => {
    const outcome = accounts.attempt({ index: requestIndex, atMs, user, password });
    const row: LoginObservation = { kind: "login", index, atMs, ip, user, outcome };
    return { row, endsVisit: outcome.kind === "success" };
  });
}
