import type { Within } from "../scenario.ts";
import type { CrashedDetector } from "./statistics.ts";

/** Detectors compared on the same drills. */
export interface Comparison {
  /** Without detectors that crashed in every drill. */
  readonly rows: readonly RankedRow[];
  readonly crashed: readonly CrashedInScenario[];
}

/**
 * A detector that crashed in drills of one scenario; `crashed` is 0 when it crashed only while it was timed, or when its
 * program answers differently in another session.
 */
export interface CrashedInScenario extends CrashedDetector {
  readonly scenario: string;
}

/** One detector and one kind of incident in a comparison, or one detector in a scenario without incidents. */
export interface RankedRow {
  readonly scenario: string;
  /** The kind of incident; absent in a scenario without incidents. */
  readonly kind?: string;
  readonly detector: string;
  /** Mean delay in affected observations; a miss counts as the horizon. Absent without incidents. */
  readonly delay?: number;
  /** Absent when more than 5 % of the incidents are missed. */
  readonly p95?: number;
  /** The lowest possible delay at this detector's false alarms; absent where no floor is known. */
  readonly floor?: number;
  /** An upper bound when incidents were missed, because the mean counts a miss as the incident's length. */
  readonly efficiency?: number;
  /** Incidents that were not noticed before they ended. */
  readonly missed: number;
  /** The smallest fault still noticed in time; absent when there is none, or none was searched for. */
  readonly smallest?: SmallestValue;
  readonly falseAlarmsPerThousand: number;
  /** Absent when the detector crashed while it was timed, and for detectors outside the process. */
  readonly nsPerObservation?: number;
  /** The deadline, the same for every detector; absent without incidents. */
  readonly within?: Within;
  /** Identical drills that count as one; absent when drills differ. */
  readonly replays?: number;
  /** Why the detector is not ranked, whatever the sorting. */
  readonly disqualified?: string;
}

/** A value of one field of the scenario. */
export interface SmallestValue {
  /** `attack.delayMs` */
  readonly target: string;
  readonly value: number;
}

/** The group of rows that can be compared with each other. */
export function groupOf({ scenario, kind = "no incident" }: RankedRow): string {
  return `${scenario}, ${kind}`;
}
