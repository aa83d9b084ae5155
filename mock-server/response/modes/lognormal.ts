import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** `medianMs * exp(sigma * normal)`. */
export function treatLognormal(
  { medianMs, sigma }: ModeOf<"lognormal">,
  state: ModeState,
  { random }: TreatContext,
): Treated {
  return answerAfter(state, medianMs * Math.exp(sigma * random.normal()));
}
