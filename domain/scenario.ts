import type { Severity } from "./alert.ts";
import { epochMs } from "./time/clock.ts";
import { parseInstant } from "./time/instant.ts";

/** How soon: a count of affected observations (`10`), or a time from the switch (`"3s"`, `"250ms"`). */
export type Within = number | string;

export type OptionValue = number | string;

/** What one detector must do in this scenario. */
export interface Expectation {
  readonly detector: string;
  /** Laid over the detector's defaults. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly severity: Severity;
  readonly within: Within;
  /** Limits the line to incidents of this kind. */
  readonly incident?: string;
  /** `missed` pins a known limit: the line holds when the incident goes unnoticed. Default `detected`. */
  readonly outcome?: "detected" | "missed";
  /** Episodes. Default 0. */
  readonly falseAlarmsAtMost?: number;
}

/** What every scenario says, whatever its log source. */
export interface ScenarioBase {
  /** Lower-case words and dashes. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** First instant, ISO 8601 in UTC. Default 2020-01-01T00:00:00Z. */
  readonly startsAt?: string;
  readonly expect: readonly Expectation[];
}

/**
 * First instant of a scenario on the virtual clock, Unix ms; of one of logins on every clock, for hours and weekdays matter
 * there. 2020-01-01T00:00:00Z where it names none that can be read.
 */
export function firstInstantMs({ startsAt }: { readonly startsAt?: string }): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}
