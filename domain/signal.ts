import { elapsedMs } from "./observation.ts";
import type { Observation } from "./observation.ts";

/**
 * The number that detectors of numbers look at, in the unit their thresholds are in.
 * response: seconds from sending to the end, as the original logs it. login: 1 for a failure, 0 for a success.
 */
export function signalOf(observation: Observation): number {
  switch (observation.kind) {
    case "response":
      return elapsedMs(observation) / 1000;
    case "login":
      return observation.outcome.kind === "failure" ? 1 : 0;
  }
}
