import type { ModeKit } from "../mode.ts";
import { answer, anyMs, stretchMs } from "../mode.ts";

export interface Flap {
  readonly kind: "flap";
  readonly slowDelayMs: number;
  readonly slowForMs: number;
  readonly delayMs: number;
  readonly fastForMs: number;
}

interface FlapState {
  /** When its first request came. */
  readonly flappingSinceMs: number;
}

/** Its cycle begins, slow, with the first request that ever meets it. */
export const flap: ModeKit<Flap, FlapState> = {
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
