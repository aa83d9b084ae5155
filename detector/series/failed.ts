import type { LoginObservation } from "../../domain/login/observation.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";

/** The request brought no answer, or one with a status of 500 or above; the attempt to log in was refused. */
export function hasFailed({ outcome }: ResponseObservation | LoginObservation): boolean {
  switch (outcome.kind) {
    case "failed":
    case "failure":
      return true;
    case "completed":
      return outcome.status >= 500;
    case "open":
    case "success":
      return false;
  }
}
