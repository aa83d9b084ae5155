import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, positiveMs } from "../mode.ts";

export interface Ramp {
  readonly kind: "ramp";
  readonly medianMs: number;
  readonly sigma: number;
  readonly percent: number;
}

/** Such a median is a hang for every client. The limit keeps the factor finite. */
const highestFactor = 1e6;

/**
 * Compound growth; the first request is already one step up. A stretch of another mode resets it.
 * State: `rampFactor` is the latest median as a multiple of `medianMs`.
 */
export const ramp: ModeKit<Ramp, { readonly rampFactor: number }> = {
  describe:
    "Answers after a lognormal wait whose median starts at `medianMs` and grows by `percent` per request.",
  fields: {
    medianMs: positiveMs("the median before the first request, in milliseconds"),
    sigma: number(0, 5, "the standard deviation of the wait's logarithm"),
    percent: number(0, 100, "the growth of the median per request, in percent"),
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
