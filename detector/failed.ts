import type { ResponseObservation } from "../domain/observation.ts";

/** The request brought no answer, or one with a status of 500 or above. */
export function hasFailed({ outcome }: ResponseObservation): boolean {
  return outcome.kind === "failed" || (outcome.kind === "completed" && outcome.status >= 500);
}
