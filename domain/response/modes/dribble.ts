import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { anyMs, treated } from "../mode.ts";

export interface Dribble {
  readonly kind: "dribble";
  readonly delayMs: number;
  readonly chunks: number;
  readonly everyMs: number;
}

/** The first byte comes as soon as that of a healthy answer. */
export const dribble: ModeKit<Dribble> = {
  describe:
    "Answers after `delayMs` with the first of `chunks` pieces of a body; the others follow every `everyMs`.",
  fields: {
    delayMs: anyMs("the wait before the first chunk, in milliseconds"),
    chunks: wholeNumber(1, 10_000, "in how many chunks the body comes"),
    everyMs: anyMs("the time from one chunk to the next, in milliseconds"),
  },
  treat: ({ delayMs, chunks, everyMs }) => treated({ kind: "dribble", waitMs: delayMs, chunks, everyMs }),
  meanWaitMs: wholeMs,
  jump: (mode) => ({ meanMs: wholeMs(mode), leastMs: wholeMs(mode) }),
  isSlowness: true,
};

function wholeMs({ delayMs, chunks, everyMs }: Dribble): number {
  return delayMs + (chunks - 1) * everyMs;
}
