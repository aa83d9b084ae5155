import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/**
 * First come, first served: a request goes to the place that is free first, and waits for it. A client who has gone
 * away in between is served all the same, for the server cannot know.
 */
export function treatBrownout(
  { serviceMs, capacity }: ModeOf<"brownout">,
  state: ModeState,
  { nowMs }: TreatContext,
): Treated {
  const busy = (state.busyUntilMs ?? []).slice(-capacity);
  const startsMs = busy.length < capacity ? nowMs : Math.max(nowMs, busy[0] ?? nowMs);
  const untilMs = startsMs + serviceMs;
  const busyUntilMs = [...busy, untilMs];
  return answerAfter({ ...state, busyUntilMs }, untilMs - nowMs);
}
