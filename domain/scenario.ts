import type { Severity } from "./alert.ts";
import { epochMs } from "./time/clock.ts";
import { parseInstant } from "./time/instant.ts";

/** A deadline: a count of affected observations (`10`), or a time from the switch (`"3s"`, `"250ms"`). */
export type Within = number | string;

export type OptionValue = number | string;

/** A requirement for one detector. */
export interface Expectation {
  readonly detector: string;
  /** Merged into the detector's defaults. */
  readonly options?: Readonly<Record<string, OptionValue>>;
  readonly severity: Severity;
  readonly within: Within;
  /** Limits the requirement to incidents of this kind. */
  readonly incident?: string;
  /** `missed` documents a known limit: the requirement holds when the incident goes unnoticed. Default `detected`. */
  readonly outcome?: "detected" | "missed";
  /** Allowed episodes outside incidents. Default 0. */
  readonly falseAlarmsAtMost?: number;
}

/** The fields that every scenario has, whatever its log source. */
export interface ScenarioBase {
  /** Lower-case words and dashes. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** First instant, ISO 8601 in UTC. Default 2020-01-01T00:00:00Z. */
  readonly startsAt?: string;
  readonly expect: readonly Expectation[];
}

/** First instant of a scenario, Unix ms: 2020-01-01T00:00:00Z unless `startsAt` is a valid instant. */
export function firstInstantMs({ startsAt }: { readonly startsAt?: string }): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}
