import type { DetectorVerdict, IncidentVerdict, Outcome, Verdict } from "../verdict.ts";

/** What is compared of an incident. */
export type ComparedIncident = Pick<IncidentVerdict, "id" | "outcome" | "delayAffected" | "delayMs">;

/** What is compared of a detector. */
export interface ComparedDetector extends Pick<
  DetectorVerdict,
  "name" | "options" | "severity" | "falseAlarms" | "error"
> {
  readonly incidents: readonly ComparedIncident[];
}

/** What is compared of a drill; a verdict is one. */
export interface ComparedDrill extends Pick<Verdict, "scenario" | "seed" | "clock" | "error"> {
  readonly detectors: readonly ComparedDetector[];
}

/** What became of an incident, or how many false alarms there were. */
export type Finding =
  | { readonly kind: "incident"; readonly incident: ComparedIncident }
  | { readonly kind: "false-alarms"; readonly count: number };

export type ComparisonStatus =
  | "same"
  | "faster"
  | "slower"
  /** Slower, and no more than is allowed. */
  | "slower-allowed"
  | `now-${Outcome}`
  | "more"
  | "fewer"
  /** Not there before, or not judged. */
  | "new"
  /** Not there any more, or not judged. */
  | "gone";

export interface ComparisonRow {
  readonly scenario: string;
  /** Of the later drill, where there is one. */
  readonly seed: number;
  /** With its severity: `knn at ERROR`. */
  readonly detector: string;
  /** An incident's id, or `false alarms`. */
  readonly subject: string;
  readonly before?: Finding;
  readonly after?: Finding;
  readonly status: ComparisonStatus;
  readonly passed: boolean;
}

export interface Comparison {
  readonly rows: readonly ComparisonRow[];
  /** Rows that have both a before and an after. */
  readonly compared: number;
  /** Nothing got worse beyond what is allowed, and something was compared. */
  readonly passed: boolean;
}
