import type { ModeKit } from "../mode.ts";
import { answer, anyMs, stretchMs } from "../mode.ts";

export interface Restart {
  readonly kind: "restart";
  readonly downMs: number;
  readonly delayMs: number;
}

/**
 * Once for each stretch of requests that meet it: the first takes the server down, the ones that come after it is up
 * again are answered. One that arrived in the same instant as the first is cut with it.
 * What it remembers, `downUntilMs`: when the server is up again.
 */
export const restart: ModeKit<Restart, { readonly downUntilMs: number }> = {
  describe:
    "The first request takes the server down: connections are refused for `downMs`, then answers come after `delayMs`.",
  fields: {
    downMs: stretchMs("how long connections are refused, in milliseconds"),
    delayMs: anyMs("the wait once it is up again, in milliseconds"),
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
  noShare: "a restart is that of the whole server",
};
