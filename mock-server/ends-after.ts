import { roundToMicros } from "../domain/clock.ts";
import type { Treatment } from "../domain/mode.ts";

/** How long the server has to do with a request from the beginning of its service; `undefined`: as long as its client stays. */
export function endsAfterMs(treatment: Treatment): number | undefined {
  switch (treatment.kind) {
    case "answer":
    case "cut":
    case "truncate":
      return treatment.waitMs;
    case "dribble":
      return roundToMicros(treatment.waitMs + (treatment.chunks - 1) * treatment.everyMs);
    case "never":
      return undefined;
    case "down":
      return 0;
  }
}
