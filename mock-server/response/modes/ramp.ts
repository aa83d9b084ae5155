import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** A median so high is a hang to every client; growing on would end in infinity. */
const highestFactor = 1e6;

/** A compound climb: the first request that meets it is already one step up, and a stretch of another mode ends it. */
export function treatRamp(
  { medianMs, sigma, percent }: ModeOf<"ramp">,
  state: ModeState,
  { random }: TreatContext,
): Treated {
  const rampFactor = Math.min(highestFactor, (state.rampFactor ?? 1) * (1 + percent / 100));
  return answerAfter({ ...state, rampFactor }, medianMs * rampFactor * Math.exp(sigma * random.normal()));
}
