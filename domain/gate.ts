import type { Severity } from "./alert.ts";
import type { OptionValues } from "./detector-options.ts";
import { FiredrillError } from "./error.ts";
import type { Within } from "./scenario.ts";
import type { Outcome } from "./verdict.ts";

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

/** A deadline taken apart. */
type Deadline =
  { readonly kind: "observations"; readonly count: number } | { readonly kind: "time"; readonly ms: number };

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000 };

/**
 * Reads `10`, `"10"`, `"3s"`, `"1.5s"` or `"250ms"`.
 * @throws FiredrillError BAD_WITHIN for anything else, for 0 and for fractions of an observation
 */
export function parseWithin(within: Within): Deadline {
  const [, digits = "", unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(String(within)) ?? [];
  const amount = Number(digits);
  if (amount > 0 && unit !== undefined) return { kind: "time", ms: amount * (unitMs[unit] ?? 1) };
  if (amount > 0 && Number.isInteger(amount)) return { kind: "observations", count: amount };
  throw new FiredrillError(
    "usage",
    "BAD_WITHIN",
    `"${within}" is not a deadline.`,
    "Give a whole number of affected observations (10), or a time with its unit (3s, 250ms).",
  );
}

/** What the gate asks about incidents of a kind; a line for that very kind beats one for all. `undefined`: nothing. */
export function lineFor({ lines }: Gate, kind: string): GateLine | undefined {
  return (
    lines.find(({ incident }) => incident === kind) ?? lines.find(({ incident }) => incident === undefined)
  );
}

/** True when the incident turned out as the line wants, or no line asks about it. */
export function isWanted(line: GateLine | undefined, outcome: Outcome): boolean {
  return line === undefined || line.outcome === outcome;
}

/** How many false alarms the strictest line allows. */
export function falseAlarmsAllowed({ lines }: Gate): number {
  return Math.min(...lines.map(({ falseAlarmsAtMost }) => falseAlarmsAtMost));
}
