import type { ModeKit } from "../mode.ts";
import { answer, anyMs, stretchMs } from "../mode.ts";

export interface Flap {
  readonly kind: "flap";
  readonly slowDelayMs: number;
  readonly slowForMs: number;
  readonly delayMs: number;
  readonly fastForMs: number;
}

/**
 * Its cycle begins, slow, with the first request that ever meets it.
 * What it remembers, `flappingSinceMs`: when its first request came.
 */
export const flap: ModeKit<Flap, { readonly flappingSinceMs: number }> = {
  describe:
    "Answers after `slowDelayMs` for `slowForMs`, then after `delayMs` for `fastForMs`, and so on, by the clock.",
  fields: {
    slowDelayMs: anyMs("the wait while it is slow, in milliseconds"),
    slowForMs: stretchMs("how long it is slow, in milliseconds"),
    delayMs: anyMs("the wait while it is not, in milliseconds"),
    fastForMs: stretchMs("how long it is not, in milliseconds"),
  },
  treat: ({ slowDelayMs, slowForMs, delayMs, fastForMs }, before, { nowMs }) => {
    const state = before ?? { flappingSinceMs: nowMs };
    const intoCycleMs = (nowMs - state.flappingSinceMs) % (slowForMs + fastForMs);
    return { treatment: answer(intoCycleMs < slowForMs ? slowDelayMs : delayMs), state };
  },
  memory: "lasting",
  meanWaitMs: ({ slowDelayMs, slowForMs, delayMs, fastForMs }) =>
    (slowDelayMs * slowForMs + delayMs * fastForMs) / (slowForMs + fastForMs),
  isSlowness: false,
};
