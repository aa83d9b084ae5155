import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import { answerAfter } from "../treated.ts";
import type { Treated } from "../treated.ts";

/**
 * Climbs from whatever came before, so that after an attack of 500 ms it starts at 510; on a fresh server the first
 * load waits one step. As the original's `base_time`, which is one variable for all clients.
 */
export function treatLoad({ stepMs }: ModeOf<"load">, state: ModeState): Treated {
  return answerAfter(state, state.waitMs + stepMs);
}
