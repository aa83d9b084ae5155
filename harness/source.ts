import type { Observation } from "../domain/sources.ts";
import type { Labelled } from "../domain/truth.ts";
import type { FaultDial } from "./study/fault-dial.ts";

/** A row, and when it was really written: its own instants may be those of a clock that is wrong. */
export interface SimulatedRow<Row extends Observation = Observation> {
  readonly row: Labelled<Row>;
  readonly writtenMs: number;
}

/** How scenarios of a log source are played. */
export interface PlayKit<Row extends Observation, Scenario> {
  /** Row for row what the wire gives on the virtual clock. Lazy, in bounded memory. */
  readonly simulate: (scenario: Scenario, seed: number) => Iterable<SimulatedRow<Row>>;
}

/** What many drills of a scenario may vary. */
export interface StudyKit<Scenario> {
  /** @returns undefined for more than one incident, and for faults that have no size */
  readonly faultDial: (scenario: Scenario) => FaultDial | undefined;
}

/** What a log source brings to the harness. */
export interface HarnessKit<Row extends Observation, Scenario> {
  readonly play: PlayKit<Row, Scenario>;
  readonly study: StudyKit<Scenario>;
}
