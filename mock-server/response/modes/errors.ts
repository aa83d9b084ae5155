import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerWith } from "../treated.ts";
import type { Treated } from "../treated.ts";

/** As quick as it is told to be: fast failures look healthy to whoever only times them. */
export function treatErrors({ status, delayMs }: ModeOf<"errors">, state: ModeState): Treated {
  return answerWith(state, status, delayMs);
}
