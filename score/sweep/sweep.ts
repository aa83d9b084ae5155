import type { Gate } from "../../domain/gate.ts";
import type { CellResult } from "./cell.ts";
import type { Axis } from "./grid.ts";

/** A sweep to be reported. */
export interface Sweep {
  readonly scenario: string;
  readonly axes: readonly Axis[];
  /** Drills in a cell. */
  readonly seeds: number;
  readonly gates: readonly Gate[];
  /** Those that are done, in order. */
  readonly cells: readonly CellResult[];
  /** Plays the worst drill of the cell for one of the detectors again. */
  readonly commandFor: (cell: CellResult, detector: number) => string;
}
