import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/** Its cycle begins, slow, with the first request that ever meets it. */
export function treatFlap(
  { slowDelayMs, slowForMs, delayMs, fastForMs }: ModeOf<"flap">,
  state: ModeState,
  { nowMs }: TreatContext,
): Treated {
  const { flappingSinceMs = nowMs } = state;
  const intoCycleMs = (nowMs - flappingSinceMs) % (slowForMs + fastForMs);
  return answerAfter({ ...state, flappingSinceMs }, intoCycleMs < slowForMs ? slowDelayMs : delayMs);
}
