import { ewmaRunLength } from "../../domain/statistics/ewma-run-length.ts";
import { risingRoot } from "../../domain/statistics/rising-root.ts";
import { remembered } from "./remembered.ts";
import type { Statistic } from "./statistic.ts";

/**
 * The exponentially weighted average (Roberts 1959), in its own final standard deviations. One multiplication and one
 * addition a value.
 * @param lambda - the weight of the newest value, above 0 and at most 1
 */
export function ewmaStatistic(lambda: number): Statistic {
  const average = new Float64Array(1);
  const perSd = 1 / Math.sqrt(lambda / (2 - lambda));
  return {
    next: (value) => {
      const before = average[0] ?? 0;
      const next = before + lambda * (value - before);
      average[0] = next;
      return next * perSd;
    },
    reset: () => {
      average[0] = 0;
    },
  };
}

/** By the integral equation, to five digits. */
export const ewmaThreshold = remembered((arl0, lambda) =>
  risingRoot(0, 4, (limit) => Math.log(ewmaRunLength(lambda, limit, 0) / arl0)),
);
