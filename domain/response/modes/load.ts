import type { ModeKit } from "../mode.ts";
import { answer, anyMs, treated } from "../mode.ts";

export interface Load {
  readonly kind: "load";
  readonly stepMs: number;
}

/**
 * Climbs from whatever came before, so that after an attack of 500 ms it starts at 510; on a fresh server the first
 * load waits one step. As the original's `base_time`, which is one variable for all clients.
 */
export const load: ModeKit<Load> = {
  describe: "Answers `stepMs` later than the request before it: a service that slows down.",
  fields: { stepMs: anyMs("the wait added to that of the request before, in milliseconds") },
  treat: ({ stepMs }, _state, { lastWaitMs }) => treated(answer(lastWaitMs + stepMs)),
  meanWaitMs: ({ stepMs }, lastWaitMs) => lastWaitMs + stepMs,
  climbMs: ({ stepMs }) => stepMs,
  size: { fields: ["stepMs"], none: "zero" },
  isSlowness: true,
};
