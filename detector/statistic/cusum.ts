import { cusumRunLength } from "../../domain/statistics/cusum-run-length.ts";
import { risingRoot } from "../../domain/statistics/rising-root.ts";
import { remembered } from "./remembered.ts";
import type { Statistic } from "./statistic.ts";

/**
 * `W = max(0, W + value - k)` (Page 1954): the fastest there is for a shift of `2 k` standard deviations. One addition a
 * value.
 * @param k - above 0
 */
export function cusumStatistic(k: number): Statistic {
  const sum = new Float64Array(1);
  return {
    next: (value) => {
      const next = (sum[0] ?? 0) + value - k;
      sum[0] = next > 0 ? next : 0;
      return sum[0];
    },
    reset: () => {
      sum[0] = 0;
    },
  };
}

/** By the integral equation, to seven digits. */
export const cusumThreshold = remembered((arl0, k) =>
  risingRoot(0, Math.log(arl0) / k, (h) => Math.log(cusumRunLength(k, h, 0) / arl0)),
);
