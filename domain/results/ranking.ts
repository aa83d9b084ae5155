import type { CrashedDetector } from "./statistics.ts";

/** Detectors on the same drills, one after the other. */
export interface Comparison {
  /** None for a detector that crashed in every drill. */
  readonly rows: readonly RankedRow[];
  readonly crashed: readonly CrashedInScenario[];
}

/** A detector that crashed in drills of one scenario; in none of them (`crashed` is 0) if it crashed only while it was timed. */
export interface CrashedInScenario extends CrashedDetector {
  readonly scenario: string;
}

/** One detector and one kind of incident in a comparison, or a scenario in which nothing is wrong. */
export interface RankedRow {
  readonly scenario: string;
  /** Of the incident; absent where the scenario has none. */
  readonly kind?: string;
  readonly detector: string;
  /** Mean delay in affected observations; misses count with the horizon. Absent without incidents. */
  readonly delay?: number;
  /** Absent when so many are missed. */
  readonly p95?: number;
  /** How fast it could have been, at this detector's false alarms; absent where no floor is known. */
  readonly floor?: number;
  /** At most this, where incidents were missed: the mean counts a miss as no longer than the incident. */
  readonly efficiency?: number;
  /** Incidents that were not noticed before they ended. */
  readonly missed: number;
  /** The smallest fault that is still noticed in time; absent where none is, or none was looked for. */
  readonly smallest?: SmallestValue;
  readonly falseAlarmsPerThousand: number;
  /** Absent when the detector crashed while it was timed. */
  readonly nsPerObservation?: number;
  /** Why it cannot win, whatever it is sorted by. */
  readonly disqualified?: string;
}

/** A value of one field of the scenario. */
export interface SmallestValue {
  /** `attack.delayMs` */
  readonly target: string;
  readonly value: number;
}

/** Rows that answer the same question. */
export function groupOf({ scenario, kind = "no incident" }: RankedRow): string {
  return `${scenario}, ${kind}`;
}
