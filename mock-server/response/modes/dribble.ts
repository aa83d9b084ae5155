import { roundToMicros } from "../../../domain/time/clock.ts";
import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import type { Treated } from "../treated.ts";

/** The first byte comes as soon as that of a healthy answer. The whole is what the state remembers as its wait. */
export function treatDribble({ delayMs, chunks, everyMs }: ModeOf<"dribble">, state: ModeState): Treated {
  const waitMs = roundToMicros(delayMs + (chunks - 1) * everyMs);
  return {
    treatment: { kind: "dribble", waitMs: delayMs, chunks, everyMs },
    state: { ...state, waitMs },
  };
}
