import type { ModeKit } from "../mode.ts";
import { answer, anyMs, stretchMs } from "../mode.ts";

export interface Restart {
  readonly kind: "restart";
  readonly downMs: number;
  readonly delayMs: number;
}

/**
 * Once per stretch of requests: the first one takes the server down; requests after the downtime are answered. A
 * request that arrives in the same instant as the first is cut too.
 * State: `downUntilMs` is when the server is up again.
 */
export const restart: ModeKit<Restart, { readonly downUntilMs: number }> = {
  describe:
    "Goes down at the first request and refuses connections for `downMs`, then answers after `delayMs`.",
  fields: {
    downMs: stretchMs("how long connections are refused, in milliseconds"),
    delayMs: anyMs("the wait after the restart, in milliseconds"),
  },
  treat: ({ downMs, delayMs }, state, { nowMs }) => {
    if (state === undefined) {
      return { treatment: { kind: "down", downMs }, state: { downUntilMs: nowMs + downMs } };
    }
    const treatment = nowMs < state.downUntilMs ? ({ kind: "cut", waitMs: 0 } as const) : answer(delayMs);
    return { treatment, state };
  },
  meanWaitMs: () => 0,
  isSlowness: false,
  connections: "refused",
  noShare: "a restart affects the whole server",
};
