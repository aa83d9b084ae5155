import type { LogSource, RowOf, ScenarioOf } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { SimulatedRow } from "../source.ts";
import { harnessKit } from "../sources.ts";

/**
 * The labelled log of a scenario, without sockets. Equals the log of a drill on the virtual clock row for row. Lazy, in
 * bounded memory.
 */
export function* simulate<S extends LogSource>(
  scenario: ScenarioOf<S> & { readonly source: S },
  seed: number,
): Generator<Labelled<RowOf<S>>, void, undefined> {
  for (const { row } of simulateTimed<S>(scenario, seed)) yield row;
}

/** Like `simulate`, with the instants of writing. */
export function simulateTimed<S extends LogSource>(
  scenario: ScenarioOf<S> & { readonly source: S },
  seed: number,
): Iterable<SimulatedRow<RowOf<S>>> {
  return harnessKit<S>(scenario.source).play.simulate(scenario, seed);
}
