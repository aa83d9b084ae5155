import type { LoginObservation } from "../../domain/login/observation.ts";
import { planLogins } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import type { Labelled } from "../../domain/truth.ts";
import { loginDesk } from "../../mock-server/login/desk.ts";
import { simulateTraffic } from "../traffic/play.ts";

/** The labelled log of a scenario of logins, without sockets. */
export function simulateLogins(
  scenario: LoginScenario,
  seed: number,
): Generator<Labelled<LoginObservation>, void, undefined> {
  const desk = loginDesk(usersOf(scenario, seed), seed);
  const plan = planLogins(scenario, seed);
  return simulateTraffic(scenario, plan, ({ index: requestIndex, ip, user, password }, { index, atMs }) => {
    const outcome = desk.knock({ index: requestIndex, atMs, user, password });
    const row: LoginObservation = { kind: "login", index, atMs, ip, user, outcome };
    return { row, endsVisit: outcome.kind === "success" };
  });
}
