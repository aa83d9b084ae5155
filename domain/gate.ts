import type { Severity } from "./alert.ts";
import type { OptionValues } from "./detector-options.ts";
import type { Within } from "./scenario.ts";

/** What is asked about incidents of one kind, or of every kind. */
export interface GateLine {
  readonly within: Within;
  /** Limits the line to incidents of this kind. */
  readonly incident?: string;
  /** `missed` pins a known limit. */
  readonly outcome: "detected" | "missed";
  readonly falseAlarmsAtMost: number;
}

/** Everything asked of one detector, set up in one way, at one severity. */
export interface Gate {
  readonly detector: string;
  /** As `parseOptions` returned them: every option has a value. */
  readonly options: OptionValues;
  readonly severity: Severity;
  /** The detector's own; also how long after an incident an alert counts as one of recovery. */
  readonly windowSize: number;
  /** At least one. The first that fits an incident's kind decides its deadline. */
  readonly lines: readonly GateLine[];
}
