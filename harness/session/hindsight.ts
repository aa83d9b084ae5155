import type { ReceivedAlert } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";

/** What a program said about a log that ended after some rows. */
export interface Answer {
  readonly alerts: readonly ReceivedAlert[];
  /** The code of what went wrong on this log, if anything did. */
  readonly error?: string | undefined;
}

/** Runs the program afresh on these rows and then the end of its input. */
export type Ask = (rows: readonly Observation[]) => Promise<Answer>;

/** What a program knew when it raised its alerts. */
export type Foreknowledge =
  /** Every alert that was checked is raised without any row after the one that it names. */
  | { readonly kind: "none" }
  /** It raised alerts about rows after it had read later ones. They detect nothing. */
  | { readonly kind: "hindsight"; readonly alerts: readonly ReceivedAlert[]; readonly example: number }
  | { readonly kind: "error"; readonly error: FiredrillError };

/** How many alerts of a drill are checked, and the log of each twice: a run of a program takes its time. */
const mostChecked = 3;

/**
 * Holds the rows that a program names in its alerts against what it had read. On the virtual clock all rows are there at
 * once, so that a program could date an alert back after it has read everything, or ahead of what it has read.
 * @param ask - answers from the same program
 * @returns an error for a program that answers the same log differently, or names a row before it has read it
 */
export async function foreknowledge(
  label: string,
  rows: readonly Observation[],
  alerts: readonly ReceivedAlert[],
  ask: Ask,
): Promise<Foreknowledge> {
  const opening = openings(alerts);
  if (opening.length === 0) return { kind: "none" };
  const again = await ask(rows);
  if (textOf(again.alerts) !== textOf(alerts)) return { kind: "error", error: unrepeatable(label) };
  const checked = [...new Set([...opening.slice(0, mostChecked - 1), ...opening.slice(-1)])];
  const honest = new Set<ReceivedAlert>();
  for (const alert of checked) {
    const { atIndex } = alert;
    const before = await ask(rows.slice(0, atIndex));
    if (before.error === namedUnread || before.alerts.some((one) => isSame(one, alert)))
      return { kind: "error", error: aheadOfTime(label, atIndex) };
    const then = await ask(rows.slice(0, atIndex + 1));
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

/** The code of an alert about a row that the program has not been given. */
const namedUnread = "ALERT_WITHOUT_OBSERVATION";

/** The first alert of each key and severity. */
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

function unrepeatable(label: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "DETECTOR_UNREPEATABLE",
    `${label} raised different alerts when it was given the same log twice.`,
    "A verdict on the virtual clock needs the same answer to the same log: fix its seed, or drill it on --clock real.",
  );
}

function aheadOfTime(label: string, index: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "ALERT_WITHOUT_OBSERVATION",
    `${label} raised an alert about observation ${index} before it had read that observation.`,
    "Name the observation that has just been read, or leave the field out on --clock real.",
  );
}
