import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import type { Treated } from "../treated.ts";

/** Its head is that of a success. */
export function treatTruncate(
  { delayMs, promisedBytes, sentBytes }: ModeOf<"truncate">,
  state: ModeState,
): Treated {
  return {
    treatment: { kind: "truncate", waitMs: delayMs, promisedBytes, sentBytes },
    state: { ...state, waitMs: delayMs },
  };
}
