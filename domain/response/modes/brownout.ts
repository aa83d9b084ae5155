import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, anyMs } from "../mode.ts";

export interface Brownout {
  readonly kind: "brownout";
  readonly serviceMs: number;
  readonly capacity: number;
}

/**
 * First come, first served: a request goes to the place that is free first, and waits for it. A client who has gone
 * away in between is served all the same, for the server cannot know.
 * What it remembers, `busyUntilMs`: when the last requests, as many as it has places, are or were done; ascending.
 */
export const brownout: ModeKit<Brownout, { readonly busyUntilMs: readonly number[] }> = {
  describe:
    "Works on `capacity` requests at once, `serviceMs` each; the rest queue: slow only above a rate of requests.",
  fields: {
    serviceMs: anyMs("how long it works on one request, in milliseconds"),
    capacity: wholeNumber(1, 10_000, "how many requests it works on at once"),
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
