import type { LoginObservation, Observation, ResponseObservation } from "../../domain/observation.ts";
import type { LoginScenario, ResponseScenario, Scenario } from "../../domain/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulateLogins } from "../login/simulate.ts";
import { simulateResponses } from "../response/simulate.ts";

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

/** A row, and when it was really written: its own instants may be those of a clock that is wrong. */
export interface SimulatedRow<O extends Observation = Observation> {
  readonly row: Labelled<O>;
  readonly writtenMs: number;
}
