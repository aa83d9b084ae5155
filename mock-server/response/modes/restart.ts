import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { TreatContext, Treated } from "../treated.ts";

/**
 * Once for each stretch of requests that meet it: the first takes the server down, the ones that come after it is up
 * again are answered. One that arrived in the same instant as the first is cut with it.
 */
export function treatRestart(
  { downMs, delayMs }: ModeOf<"restart">,
  state: ModeState,
  { nowMs }: TreatContext,
): Treated {
  const { downUntilMs } = state;
  if (downUntilMs === undefined) {
    return { treatment: { kind: "down", downMs }, state: { ...state, downUntilMs: nowMs + downMs } };
  }
  if (nowMs < downUntilMs) return { treatment: { kind: "cut", waitMs: 0 }, state };
  return answerAfter(state, delayMs);
}
