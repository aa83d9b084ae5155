import type { Verdict } from "../../domain/verdict.ts";
import type { Floor } from "./floor.ts";
import type { RepeatDemand } from "./gate.ts";
import type { DetectorStatistics, DrillReference } from "./statistics.ts";

/** Where the onsets of a repeat lie: all at one index, or drawn from `[from, until]`. */
export type OnsetRange =
  | { readonly kind: "none" }
  | { readonly kind: "fixed"; readonly index: number }
  | { readonly kind: "drawn"; readonly from: number; readonly until: number };

/** A drill of a repeat that did not pass, and how to see it again. */
interface FailedDrill extends DrillReference {
  /** Plays exactly this drill again. */
  readonly command: string;
  /** Its own run folder, if it was kept. */
  readonly savedTo?: string;
}

/** One detector in a repeat. */
export interface RepeatedDetector {
  readonly statistics: DetectorStatistics;
  readonly passed: boolean;
  /** What is left to gain, by kind of incident; absent where no floor is known. */
  readonly floors: ReadonlyMap<string, Floor>;
}

/** Many drills of one scenario. */
export interface Repeat {
  readonly scenario: string;
  readonly clock: string;
  readonly firstSeed: number;
  readonly drills: number;
  readonly onset: OnsetRange;
  readonly demand: RepeatDemand;
  readonly passed: boolean;
  readonly detectors: readonly RepeatedDetector[];
  /** How many drills did not pass. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly FailedDrill[];
  /** In order of their seeds. */
  readonly verdicts: readonly Verdict[];
  readonly command: string;
  readonly savedTo?: string;
}
