import type { Alert, Severity } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { Observation } from "../../domain/observation.ts";

/** Every alert of a fresh detector on a log. */
export function alertsOn(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): readonly Alert[] {
  const detector = definition.create(parseOptions(definition.name, definition.options, options));
  return rows.flatMap((row) => detector.observe(row));
}

/** An alert as `109 error firing`. */
export function inShort({ atIndex, severity, state }: Alert): string {
  return `${atIndex} ${severity} ${state}`;
}

/** How many rows from the onset to the first alert at the severity or worse, both counted. */
export function delayRows(alerts: readonly Alert[], onset: number, required: Severity): number | undefined {
  const found = alerts.find(
    ({ severity, state, atIndex }) => state === "firing" && reaches(severity, required) && atIndex >= onset,
  );
  return found === undefined ? undefined : found.atIndex - onset + 1;
}

/** Response times in milliseconds, without noise: 14 ms, and 507 ms in `[onset, end)`. */
export function stepMs(onset: number, end = 300): readonly number[] {
  return Array.from({ length: 300 }, (_, index) => (index >= onset && index < end ? 507 : 14));
}
