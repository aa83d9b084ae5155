import type { ModeKit } from "../mode.ts";
import { answer, positiveMs, treated } from "../mode.ts";

export interface Percentiles {
  readonly kind: "percentiles";
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** The 90th and the 99th percentile of a standard normal. */
const normal90 = 1.2815515655446004;
const normal99 = 2.3263478740408408;

/**
 * The three percentiles are exact. Between and beyond them the logarithm of the wait is linear in the normal
 * quantile: a lognormal with a knee at the 90th percentile.
 */
export const percentiles: ModeKit<Percentiles> = {
  describe: "Answers after a random wait with the percentiles `p50Ms`, `p90Ms` and `p99Ms`.",
  fields: {
    p50Ms: positiveMs("the median of the waits in milliseconds"),
    p90Ms: positiveMs("the 90th percentile of the waits in milliseconds"),
    p99Ms: positiveMs("the 99th percentile of the waits in milliseconds"),
  },
  orders: [
    {
      field: "p90Ms",
      is: "at least",
      other: "p50Ms",
      wanted: "a number from p50Ms up (the 90th percentile of the waits in milliseconds)",
    },
    {
      field: "p99Ms",
      is: "at least",
      other: "p90Ms",
      wanted: "a number from p90Ms up (the 99th percentile of the waits in milliseconds)",
    },
  ],
  treat: ({ p50Ms, p90Ms, p99Ms }, _state, { random }) => {
    const quantile = random.normal();
    const waitMs =
      quantile <= normal90
        ? p50Ms * Math.exp((quantile / normal90) * Math.log(p90Ms / p50Ms))
        : p90Ms * Math.exp(((quantile - normal90) / (normal99 - normal90)) * Math.log(p99Ms / p90Ms));
    return treated(answer(waitMs));
  },
  meanWaitMs: ({ p50Ms }) => p50Ms,
  isSlowness: false,
};
