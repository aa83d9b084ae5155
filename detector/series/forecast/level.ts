import type { Forecaster } from "./forecaster.ts";
import { meanAbsoluteError } from "./forecaster.ts";

/** Forecasts an exponentially weighted average (Roberts 1959; simple exponential smoothing, Brown 1956). */
export class Level implements Forecaster {
  private readonly weight: number;
  private level: number;

  /**
   * @param weight - of the newest value: 1 forecasts the last value, 0 always the start
   * @param start - the first forecast
   */
  constructor(weight: number, start: number) {
    this.weight = weight;
    this.level = start;
  }

  predict(): number {
    return this.level;
  }

  observe(value: number): void {
    this.level += this.weight * (value - this.level);
  }
}

/** A slower level would need more values to follow a change than a window has. */
const usualWeights = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** The weight with the smallest mean absolute error on these values. */
export function bestWeight(
  values: ArrayLike<number>,
  start: number,
  weights: readonly number[] = usualWeights,
): number {
  let [best, lowest]: [number, number] = [1, Infinity];
  for (const weight of weights) {
    const error = meanAbsoluteError(new Level(weight, start), values);
    if (error < lowest) [best, lowest] = [weight, error];
  }
  return best;
}
