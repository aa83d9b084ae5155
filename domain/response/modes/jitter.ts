import type { ModeKit } from "../mode.ts";
import { answer, anyMs, positiveMs, treated } from "../mode.ts";

export interface Jitter {
  readonly kind: "jitter";
  readonly meanMs: number;
  readonly sdMs: number;
}

/** Lognormal with these moments: it has the mean and the spread that were asked for, and is never negative. */
export const jitter: ModeKit<Jitter> = {
  describe: "Answers after a wait with this mean and this standard deviation: the same mean, another spread.",
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
