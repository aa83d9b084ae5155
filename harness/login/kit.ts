import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { HarnessKit, SimulatedRow } from "../source.ts";
import { simulateLogins } from "./simulate.ts";

export const loginHarness: HarnessKit<LoginObservation, LoginScenario> = {
  play: { simulate: simulateTimed },
  study: { faultDial: () => undefined },
};

/** The login page writes a row at the instant that the row bears. */
function* simulateTimed(
  scenario: LoginScenario,
  seed: number,
): Generator<SimulatedRow<LoginObservation>, void, undefined> {
  for (const row of simulateLogins(scenario, seed)) yield { row, writtenMs: row.observation.atMs };
}
