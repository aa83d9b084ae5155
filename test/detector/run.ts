import { createDetector } from "../../detector/model.ts";
import type { Alert, Severity } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { Detector, DetectorDefinition } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";

const tickMs = 100;

/** Calls `elapse` ten times a second between rows, as a drill does. */
export function ticked(detector: Detector<Observation>): Detector<Observation> {
  const { elapse, observe } = detector;
  if (elapse === undefined) return detector;
  let elapsedMs: number | undefined;
  const pass = (untilMs: number): readonly Alert[] => {
    const alerts: Alert[] = [];
    for (let atMs = (elapsedMs ?? untilMs) + tickMs; atMs < untilMs; atMs += tickMs) {
      elapsedMs = atMs;
      alerts.push(...elapse(atMs));
    }
    return alerts;
  };
  return {
    ...detector,
    observe: (row) => {
      const alerts = [...pass(row.atMs), ...observe(row)];
      elapsedMs ??= row.atMs;
      return alerts;
    },
  };
}

/** All alerts of a fresh detector on a log. */
export function alertsOn(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): readonly Alert[] {
  const [source = "response"] = rows.map(({ kind }) => kind);
  const detector = ticked(createDetector(definition, { source, options }));
  return rows.flatMap((row) => detector.observe(row));
}

/** An alert as `109 error firing`. */
export function inShort({ atIndex, severity, state }: Alert): string {
  return `${atIndex} ${severity} ${state}`;
}

/** Rows from the onset to the first alert at the severity or worse, both counted. */
export function delayRows(alerts: readonly Alert[], onset: number, required: Severity): number | undefined {
  const found = alerts.find(
    ({ severity, state, atIndex }) => state === "firing" && reaches(severity, required) && atIndex >= onset,
  );
  return found === undefined ? undefined : found.atIndex - onset + 1;
}

/** Response times in milliseconds without noise: 507 in `[onset, end)`, else 14. */
export function stepMs(onset: number, end = 300): readonly number[] {
  return Array.from({ length: 300 }, (_, index) => (index >= onset && index < end ? 507 : 14));
}

/** True when the row is the alert's evidence. */
export function isDatedBy({ atIndex, atMs }: Alert, row: Observation): boolean {
  return atIndex === row.index && atMs === row.atMs;
}

/** True when the alert is dated between two rows. */
export function isDatedAfter(
  { atIndex, atMs }: Alert,
  before: Observation | undefined,
  next: Observation,
): boolean {
  return before !== undefined && atIndex === before.index && atMs > before.atMs && atMs < next.atMs;
}
