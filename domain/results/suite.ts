import type { DetectorVerdict } from "../verdict.ts";

/** One scenario, as every detector of the table did in it. */
export interface SuiteRow {
  readonly scenario: string;
  /** In every row the same detectors in the same order. */
  readonly columns: readonly DetectorVerdict[];
  /** What the scenario itself expects; absent where it was not asked. */
  readonly expected?: readonly DetectorVerdict[];
}
