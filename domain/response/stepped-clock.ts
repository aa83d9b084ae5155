import { roundToMicros } from "../time/clock.ts";
import type { Modes } from "./mode.ts";
import type { ResponseObservation } from "./observation.ts";

/**
 * The row as a log writes it whose clock may be wrong. Durations and the order of writing stay true.
 * @param modeName - the mode of the row's truth
 */
export function onSteppedClock(
  row: ResponseObservation,
  modes: Modes,
  modeName: string,
): ResponseObservation {
  const mode = modes[modeName];
  if (mode?.kind !== "clock-step") return row;
  const { stepMs } = mode;
  return {
    ...row,
    atMs: roundToMicros(row.atMs + stepMs),
    plannedAtMs: roundToMicros(row.plannedAtMs + stepMs),
    sentAtMs: roundToMicros(row.sentAtMs + stepMs),
  };
}
