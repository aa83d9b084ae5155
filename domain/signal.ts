import { elapsedMs } from "./observation.ts";
import type { Observation } from "./observation.ts";

/**
 * The number that detectors of numbers look at, in the unit their thresholds are in.
 * response: seconds from sending to the end, as the original logs it.
 */
export function signalOf(observation: Observation): number {
  return elapsedMs(observation) / 1000;
}
