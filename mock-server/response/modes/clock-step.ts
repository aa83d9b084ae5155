import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { Treated } from "../treated.ts";

/** Nothing is wrong with the server; it is the client's log that is written by a wrong clock. */
export function treatClockStep({ delayMs }: ModeOf<"clock-step">, state: ModeState): Treated {
  return answerAfter(state, delayMs);
}
