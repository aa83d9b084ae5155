import type { Treatment } from "../domain/mode.ts";
import { okStatus } from "./answer.ts";

/** The status of a whole answer; `undefined` when the client never has one. */
export function statusOf(treatment: Treatment): number | undefined {
  switch (treatment.kind) {
    case "answer":
      return treatment.status;
    case "dribble":
      return okStatus;
    case "never":
    case "cut":
    case "truncate":
    case "down":
      return undefined;
  }
}
