import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { anyMs, treated } from "../mode.ts";

export interface Dribble {
  readonly kind: "dribble";
  readonly delayMs: number;
  readonly chunks: number;
  readonly everyMs: number;
}

/** The first byte arrives as early as in a healthy answer. */
export const dribble: ModeKit<Dribble> = {
  describe: "Sends the first of `chunks` body chunks after `delayMs` and one more every `everyMs`.",
  fields: {
    delayMs: anyMs("the wait before the first chunk, in milliseconds"),
    chunks: wholeNumber(1, 10_000, "the number of chunks of the body"),
    everyMs: anyMs("the time from one chunk to the next, in milliseconds"),
  },
  treat: ({ delayMs, chunks, everyMs }) => treated({ kind: "dribble", waitMs: delayMs, chunks, everyMs }),
  meanWaitMs: totalMs,
  jump: (mode) => ({ meanMs: totalMs(mode), leastMs: totalMs(mode) }),
  isSlowness: true,
};

function totalMs({ delayMs, chunks, everyMs }: Dribble): number {
  return delayMs + (chunks - 1) * everyMs;
}
