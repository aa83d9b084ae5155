import type { LoginObservation, ResponseObservation } from "../domain/observation.ts";
import type { LoginScenario, ResponseScenario, Scenario } from "../domain/scenario.ts";
import type { Labelled } from "../domain/truth.ts";
import { simulateLogins } from "./simulate-login.ts";
import { simulateResponses } from "./simulate-responses.ts";
import type { SimulatedRow } from "./simulated-row.ts";

/**
 * The labelled log of a scenario, without sockets: row for row what the wire gives on the virtual clock. Lazy, in
 * bounded memory.
 */
export function simulate(
  scenario: ResponseScenario,
  seed: number,
): Generator<Labelled<ResponseObservation>, void, undefined>;
export function simulate(
  scenario: LoginScenario,
  seed: number,
): Generator<Labelled<LoginObservation>, void, undefined>;
export function simulate(scenario: Scenario, seed: number): Generator<Labelled, void, undefined>;
export function* simulate(scenario: Scenario, seed: number): Generator<Labelled, void, undefined> {
  for (const { row } of simulateTimed(scenario, seed)) yield row;
}

/** The same, with the instants of writing. */
export function* simulateTimed(scenario: Scenario, seed: number): Generator<SimulatedRow, void, undefined> {
  switch (scenario.source) {
    case "response":
      yield* simulateResponses(scenario, seed);
      return;
    case "login":
      for (const row of simulateLogins(scenario, seed)) yield { row, writtenMs: row.observation.atMs };
  }
}
