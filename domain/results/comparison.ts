import type { DetectorVerdict, IncidentVerdict, Outcome, Verdict } from "../verdict.ts";

/** The compared fields of an incident. */
export type ComparedIncident = Pick<IncidentVerdict, "id" | "outcome" | "delayAffected" | "delayMs">;

/** The compared fields of a detector. */
export interface ComparedDetector extends Pick<
  DetectorVerdict,
  "name" | "options" | "severity" | "falseAlarms" | "error"
> {
  readonly incidents: readonly ComparedIncident[];
}

/** The compared fields of a drill. A verdict has them all. */
export interface ComparedDrill extends Pick<Verdict, "scenario" | "seed" | "clock" | "error"> {
  readonly detectors: readonly ComparedDetector[];
}

/** The outcome of an incident, or the number of false alarms. */
export type Finding =
  | { readonly kind: "incident"; readonly incident: ComparedIncident }
  | { readonly kind: "false-alarms"; readonly count: number };

export type ComparisonStatus =
  | "same"
  | "faster"
  | "slower"
  /** Slower, within the allowed limit. */
  | "slower-allowed"
  | `now-${Outcome}`
  | "more"
  | "fewer"
  /** Absent before, or not judged then. */
  | "new"
  /** Absent now, or not judged. */
  | "gone";

export interface ComparisonRow {
  readonly scenario: string;
  /** Of the later drill, if there is one. */
  readonly seed: number;
  /** The detector and its severity: `knn at ERROR`. */
  readonly detector: string;
  /** The incident's id, or `false alarms`. */
  readonly subject: string;
  readonly before?: Finding;
  readonly after?: Finding;
  readonly status: ComparisonStatus;
  readonly passed: boolean;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** Rows with both a before and an after. */
  readonly compared: number;
  /** At least one row was compared, and nothing got worse beyond the limits. */
  readonly passed: boolean;
}
