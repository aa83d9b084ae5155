import { roundToMicros } from "../time/clock.ts";
import type { Modes } from "./modes.ts";
import { modeKit } from "./modes.ts";
import type { ResponseObservation } from "./observation.ts";

/**
 * The row as a log writes it when its clock is wrong. Durations and the order of rows stay correct.
 * @param modeName - the mode of the row's truth
 */
export function onSteppedClock(
  row: ResponseObservation,
  modes: Modes,
  modeName: string,
): ResponseObservation {
  const mode = modes[modeName];
  const stepMs = mode === undefined ? undefined : modeKit(mode.kind).clockAheadMs?.(mode);
  if (stepMs === undefined) return row;
  return {
    ...row,
    atMs: roundToMicros(row.atMs + stepMs),
    plannedAtMs: roundToMicros(row.plannedAtMs + stepMs),
    sentAtMs: roundToMicros(row.sentAtMs + stepMs),
  };
}
