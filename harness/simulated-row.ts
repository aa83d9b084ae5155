import type { Observation } from "../domain/observation.ts";
import type { Labelled } from "../domain/truth.ts";

/** A row, and when it was really written: its own instants may be those of a clock that is wrong. */
export interface SimulatedRow<O extends Observation = Observation> {
  readonly row: Labelled<O>;
  readonly writtenMs: number;
}
