import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** Lognormal with these moments: it has the mean and the spread that were asked for, and is never negative. */
export function treatJitter(
  { meanMs, sdMs }: ModeOf<"jitter">,
  state: ModeState,
  { random }: TreatContext,
): Treated {
  const ratio = sdMs / meanMs;
  const variance = Math.log(1 + ratio * ratio);
  const exponent = Math.sqrt(variance) * random.normal() - variance / 2;
  return answerAfter(state, meanMs * Math.exp(exponent));
}
