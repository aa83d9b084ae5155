import type { LoginObservation } from "../../domain/login/observation.ts";
import type { PlannedLogin } from "../../domain/login/plan.ts";
import { planLogins } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { usersOf } from "../../domain/login/user-base.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { EndedVisits } from "../../domain/traffic/visit.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import { loginDesk } from "../../mock-server/login/desk.ts";

/**
 * The labelled log of a scenario of logins, without sockets: row for row what the wire gives on the virtual clock. Lazy;
 * remembers no row, only which visits under way were let in.
 */
export function* simulateLogins(
  scenario: LoginScenario,
  seed: number,
): Generator<Labelled<LoginObservation>, void, undefined> {
  const startMs = firstInstantMs(scenario);
  const desk = loginDesk(usersOf(scenario, seed), seed);
  const letIn = new EndedVisits();
  let written = 0;
  for (const login of planLogins(scenario, seed)) {
    const { index, offsetMs, ip, user, password } = login;
    const isOver = letIn.has(login);
    letIn.pass(login);
    if (isOver) continue;
    const atMs = roundToMicros(startMs + offsetMs);
    const outcome = desk.knock({ index, atMs, user, password });
    if (outcome.kind === "success") letIn.end(login);
    yield { observation: { kind: "login", index: written, atMs, ip, user, outcome }, truth: truthOf(login) };
    written += 1;
  }
}

function truthOf({ mode, incident }: PlannedLogin): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}
