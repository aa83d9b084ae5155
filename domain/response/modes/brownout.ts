import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, anyMs } from "../mode.ts";

export interface Brownout {
  readonly kind: "brownout";
  readonly serviceMs: number;
  readonly capacity: number;
}

/**
 * A queue in order of arrival: each request waits for the first free slot. A request whose client has left is still
 * served.
 * State: `busyUntilMs` holds the end times of the latest `capacity` requests, ascending.
 */
export const brownout: ModeKit<Brownout, { readonly busyUntilMs: readonly number[] }> = {
  describe:
    "Serves `capacity` requests at once, `serviceMs` each; the others queue: slow only above a certain rate.",
  fields: {
    serviceMs: anyMs("the service time of one request, in milliseconds"),
    capacity: wholeNumber(1, 10_000, "how many requests it serves at once"),
  },
  treat: ({ serviceMs, capacity }, state, { nowMs }) => {
    const busy = (state?.busyUntilMs ?? []).slice(-capacity);
    const startsMs = busy.length < capacity ? nowMs : Math.max(nowMs, busy[0] ?? nowMs);
    const untilMs = startsMs + serviceMs;
    return { treatment: answer(untilMs - nowMs), state: { busyUntilMs: [...busy, untilMs] } };
  },
  memory: "lasting",
  meanWaitMs: ({ serviceMs }) => serviceMs,
  isSlowness: true,
};
