import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { Treated } from "../treated.ts";

/** Always the same wait. */
export function treatAttack({ delayMs }: ModeOf<"attack">, state: ModeState): Treated {
  return answerAfter(state, delayMs);
}
