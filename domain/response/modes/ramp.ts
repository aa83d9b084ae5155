import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, positiveMs } from "../mode.ts";

export interface Ramp {
  readonly kind: "ramp";
  readonly medianMs: number;
  readonly sigma: number;
  readonly percent: number;
}

/** A median so high is a hang to every client; growing on would end in infinity. */
const highestFactor = 1e6;

/**
 * A compound climb: the first request that meets it is already one step up, and a stretch of another mode ends it.
 * What it remembers, `rampFactor`: how many times `medianMs` the last median was.
 */
export const ramp: ModeKit<Ramp, { readonly rampFactor: number }> = {
  describe:
    "Answers as a lognormal with a median that is `percent` higher for each request than for the one before, from `medianMs` on.",
  fields: {
    medianMs: positiveMs("the median of the wait before the first, in milliseconds"),
    sigma: number(0, 5, "the standard deviation of their logarithm"),
    percent: number(0, 100, "by how many per cent the median grows from one request to the next"),
  },
  treat: ({ medianMs, sigma, percent }, state, { random }) => {
    const rampFactor = Math.min(highestFactor, (state?.rampFactor ?? 1) * (1 + percent / 100));
    return {
      treatment: answer(medianMs * rampFactor * Math.exp(sigma * random.normal())),
      state: { rampFactor },
    };
  },
  meanWaitMs: ({ medianMs, sigma }) => medianMs * Math.exp((sigma * sigma) / 2),
  size: { fields: ["percent"], none: "zero" },
  isSlowness: true,
};
