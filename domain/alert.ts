/** In rising order. */
export type Severity = "warning" | "error";

/** What a detector says: an episode opens (`firing`), may rise from warning to error, and closes (`resolved`). */
export interface Alert {
  /** Identifies the episode, usually by its subject. */
  readonly key: string;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
  /** Index of the observation that is the evidence. */
  readonly atIndex: number;
  /** Time of the evidence, not of the judgement. */
  readonly atMs: number;
  /** The detector's own measure; only comparable within one detector. */
  readonly score?: number;
  /** What it is about, as `ip:203.0.113.9`; absent when it is about everything. */
  readonly subject?: string;
  /** For a person, in words. */
  readonly evidence?: string;
}

/** An alert as the harness heard it. */
export interface ReceivedAlert extends Alert {
  /** Which detector, as the verdict names it. */
  readonly detector: string;
  /** When the harness heard of it, on the drill's clock. */
  readonly receivedMs: number;
}

/** True when `severity` is `required` or worse. */
export function reaches(severity: Severity, required: Severity): boolean {
  return severity === "error" || required === "warning";
}

/** `WARNING` or `ERROR`, as the logs of the original have it. */
export function severityText(severity: Severity): string {
  return severity.toUpperCase();
}
