import type { ModeKit } from "../mode.ts";
import { answer, anyMs, stretchMs } from "../mode.ts";

export interface Flap {
  readonly kind: "flap";
  readonly slowDelayMs: number;
  readonly slowForMs: number;
  readonly delayMs: number;
  readonly fastForMs: number;
}

/** The cycle starts, slow, with the first request. State: `flappingSinceMs` is the time of that request. */
export const flap: ModeKit<Flap, { readonly flappingSinceMs: number }> = {
  describe:
    "Alternates by the clock: answers after `slowDelayMs` for `slowForMs`, then after `delayMs` for `fastForMs`.",
  fields: {
    slowDelayMs: anyMs("the wait while slow, in milliseconds"),
    slowForMs: stretchMs("the length of a slow stretch in milliseconds"),
    delayMs: anyMs("the wait while fast, in milliseconds"),
    fastForMs: stretchMs("the length of a fast stretch in milliseconds"),
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
