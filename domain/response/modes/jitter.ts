import type { ModeKit } from "../mode.ts";
import { answer, anyMs, positiveMs, treated } from "../mode.ts";

export interface Jitter {
  readonly kind: "jitter";
  readonly meanMs: number;
  readonly sdMs: number;
}

/** Lognormal with this mean and standard deviation; never negative. */
export const jitter: ModeKit<Jitter> = {
  describe:
    "Answers after a random wait with mean `meanMs` and standard deviation `sdMs`: same mean, larger spread.",
  fields: {
    meanMs: positiveMs("the mean of the waits in milliseconds"),
    sdMs: anyMs("the standard deviation of the waits in milliseconds"),
  },
  treat: ({ meanMs, sdMs }, _state, { random }) => {
    const ratio = sdMs / meanMs;
    const variance = Math.log(1 + ratio * ratio);
    const exponent = Math.sqrt(variance) * random.normal() - variance / 2;
    return treated(answer(meanMs * Math.exp(exponent)));
  },
  meanWaitMs: ({ meanMs }) => meanMs,
  size: { fields: ["sdMs"], none: { asInMode: "jitter" } },
  isSlowness: false,
};
