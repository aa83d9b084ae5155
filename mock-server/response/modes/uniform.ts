import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** Evenly between the two. */
export function treatUniform(
  { minMs, maxMs }: ModeOf<"uniform">,
  state: ModeState,
  { random }: TreatContext,
): Treated {
  return answerAfter(state, minMs + (maxMs - minMs) * random.uniform());
}
