import type { Severity } from "./alert.ts";
import type { OptionValues } from "./detector-options.ts";
import { FiredrillError } from "./error.ts";
import type { Within } from "./scenario.ts";
import { parseSpanMs } from "./time/span.ts";
import type { Outcome } from "./verdict.ts";

/** The requirement for incidents of one kind, or of every kind. */
export interface GateLine {
  readonly within: Within;
  /** The deadline is the detector's own window, because neither the scenario nor the user gave one. */
  readonly isDefault?: true;
  /** Limits the requirement to incidents of this kind. */
  readonly incident?: string;
  /** `missed` documents a known limit. */
  readonly outcome: "detected" | "missed";
  readonly falseAlarmsAtMost: number;
}

/** All requirements for one detector with one set of options, at one severity. */
export interface Gate {
  readonly detector: string;
  /** As returned by `parseOptions`: every option has a value. */
  readonly options: OptionValues;
  readonly severity: Severity;
  /** The detector's own. An alert within this many observations after an incident counts as a recovery alert. */
  readonly windowSize: number;
  /** At least one. The first line that matches an incident's kind sets its deadline. */
  readonly lines: readonly GateLine[];
}

/** A parsed deadline. */
type Deadline =
  { readonly kind: "observations"; readonly count: number } | { readonly kind: "time"; readonly ms: number };

/**
 * Reads `10`, `"10"`, `"3s"`, `"1.5s"`, `"250ms"`, `"3m"` (minutes) or `"2h"`.
 * @throws FiredrillError BAD_WITHIN for any other text, for 0 and for fractions of an observation
 */
export function parseWithin(within: Within): Deadline {
  const text = String(within);
  const ms = parseSpanMs(text);
  if (ms !== undefined) return { kind: "time", ms };
  const count = /^\d+(?:\.0+)?$/.test(text) ? Number(text) : 0;
  if (count > 0) return { kind: "observations", count };
  throw new FiredrillError(
    "usage",
    "BAD_WITHIN",
    `Invalid deadline "${within}".`,
    "Use a whole number of affected observations (10) or a time with a unit (250ms, 3s, 5m).",
  );
}

/** The milliseconds of a deadline in time; `undefined` for one in observations. @throws FiredrillError BAD_WITHIN */
export function timeBoundMs(within: Within): number | undefined {
  const deadline = parseWithin(within);
  return deadline.kind === "time" ? deadline.ms : undefined;
}

/** The requirement for incidents of this kind, if any. A line for the kind takes precedence over a general one. */
export function lineFor({ lines }: Gate, kind: string): GateLine | undefined {
  return (
    lines.find(({ incident }) => incident === kind) ?? lines.find(({ incident }) => incident === undefined)
  );
}

/** True when the incident has the required outcome, or no requirement applies. */
export function isWanted(line: GateLine | undefined, outcome: Outcome): boolean {
  return line === undefined || line.outcome === outcome;
}

/** The strictest limit among the lines. */
export function falseAlarmsAllowed({ lines }: Gate): number {
  return Math.min(...lines.map(({ falseAlarmsAtMost }) => falseAlarmsAtMost));
}
