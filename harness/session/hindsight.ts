import type { ReceivedAlert } from "../../domain/alert.ts";
import { sessionDiffers } from "../../detector/remote/command-errors.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";

/** The result of a program on the first rows of a log. */
export interface Answer {
  readonly alerts: readonly ReceivedAlert[];
  /** Code of the detector's error on this log, if any. */
  readonly error?: string | undefined;
  /** Number of the log in a process that judges several. */
  readonly session?: number | undefined;
}

/** Starts the program again, gives it these rows and ends its input. */
export type Rerun = (rows: readonly Observation[]) => Promise<Answer>;

/** What a program had read when it raised its alerts. */
export type Foreknowledge =
  /** Every checked alert is raised without any row after the one that it names. */
  | { readonly kind: "none" }
  /** It raised alerts about rows after it had read later ones. They do not count. */
  | { readonly kind: "hindsight"; readonly alerts: readonly ReceivedAlert[]; readonly example: number }
  | { readonly kind: "error"; readonly error: FiredrillError };

/** Number of alerts checked per drill. Each takes two runs of the program. */
const mostChecked = 3;

/**
 * Checks that a program had read the rows that it names in its alerts, and no later ones. On the virtual clock all rows are
 * available at once, so a program could date an alert back after reading everything, or ahead of what it has read.
 * @returns an error for a program that gives different alerts for the same log, or names a row before reading it
 */
export async function foreknowledge(
  label: string,
  rows: readonly Observation[],
  alerts: readonly ReceivedAlert[],
  rerun: Rerun,
): Promise<Foreknowledge> {
  const opening = openings(alerts);
  if (opening.length === 0) return { kind: "none" };
  const again = await rerun(rows);
  if (textOf(again.alerts) !== textOf(alerts)) return { kind: "error", error: unrepeatable(label, again) };
  const checked = [...new Set([...opening.slice(0, mostChecked - 1), ...opening.slice(-1)])];
  const honest = new Set<ReceivedAlert>();
  for (const alert of checked) {
    const { atIndex } = alert;
    const before = await rerun(rows.slice(0, atIndex));
    if (before.error === namedUnread || before.alerts.some((one) => isSame(one, alert)))
      return { kind: "error", error: aheadOfTime(label, atIndex) };
    const then = await rerun(rows.slice(0, atIndex + 1));
    if (then.alerts.some((one) => isSame(one, alert))) honest.add(alert);
  }
  const example = checked.find((alert) => !honest.has(alert));
  if (example === undefined) return { kind: "none" };
  const honestKeys = new Set([...honest].map(({ key }) => key));
  return {
    kind: "hindsight",
    alerts: alerts.filter((alert) => !honestKeys.has(alert.key)),
    example: example.atIndex,
  };
}

/** The error code of an alert about a row that the program has not received. */
const namedUnread = "ALERT_WITHOUT_OBSERVATION";

/** The first firing alert of each key and severity. */
function openings(alerts: readonly ReceivedAlert[]): readonly ReceivedAlert[] {
  const byKey = new Map<string, ReceivedAlert>();
  for (const alert of alerts) {
    const key = `${alert.severity} ${alert.key}`;
    if (alert.state === "firing" && !byKey.has(key)) byKey.set(key, alert);
  }
  return [...byKey.values()].toSorted((a, b) => a.atIndex - b.atIndex);
}

function isSame(one: ReceivedAlert, other: ReceivedAlert): boolean {
  return textOf([one]) === textOf([other]);
}

function textOf(alerts: readonly ReceivedAlert[]): string {
  return JSON.stringify(alerts.map(({ key, severity, state, atIndex }) => [key, severity, state, atIndex]));
}

function unrepeatable(label: string, { session }: Answer): FiredrillError {
  if (session !== undefined) return sessionDiffers(label, `session ${session} and in one before`);
  return new FiredrillError(
    "drill",
    "DETECTOR_UNREPEATABLE",
    `${label} raised different alerts for the same log.`,
    "The virtual clock needs repeatable alerts: fix the program's seed, or run on --clock real.",
  );
}

function aheadOfTime(label: string, index: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "ALERT_WITHOUT_OBSERVATION",
    `${label} raised an alert about observation ${index} before it had read that observation.`,
    "Name the observation just read, or leave the field out on --clock real.",
  );
}
