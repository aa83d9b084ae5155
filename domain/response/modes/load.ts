import type { ModeKit } from "../mode.ts";
import { answer, anyMs, treated } from "../mode.ts";

export interface Load {
  readonly kind: "load";
  readonly stepMs: number;
}

/**
 * Climbs from the previous wait: after an attack of 500 ms it starts at 510. On a fresh server the first request
 * waits one step. Like `base_time` in the original, the wait is shared by all clients.
 */
export const load: ModeKit<Load> = {
  describe: "Waits `stepMs` longer than for the previous request: a service that slows down.",
  fields: { stepMs: anyMs("the wait added per request, in milliseconds") },
  treat: ({ stepMs }, _state, { lastWaitMs }) => treated(answer(lastWaitMs + stepMs)),
  meanWaitMs: ({ stepMs }, lastWaitMs) => lastWaitMs + stepMs,
  climbMs: ({ stepMs }) => stepMs,
  size: { fields: ["stepMs"], none: "zero" },
  isSlowness: true,
};
