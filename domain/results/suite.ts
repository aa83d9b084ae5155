import type { DetectorVerdict } from "../verdict.ts";

/** The results of every detector for one scenario. */
export interface SuiteRow {
  readonly scenario: string;
  /** The same detectors in the same order in every row. */
  readonly columns: readonly DetectorVerdict[];
  /** The results for the scenario's own expectations, if they were evaluated. */
  readonly expected?: readonly DetectorVerdict[];
}
