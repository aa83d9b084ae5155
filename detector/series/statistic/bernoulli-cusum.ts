import { bernoulliRunLength } from "../../../domain/numbers/run-length.ts";
import type { Statistic } from "./statistic.ts";

/** How many healthy tries it takes to make up for a failure, whole: the `m` of Reynolds and Stoumbos (1999). */
export function healthyPerFailure(p0: number, p1: number): number {
  const perTry = Math.log((1 - p0) / (1 - p1));
  const perFailure = Math.log((p1 * (1 - p0)) / (p0 * (1 - p1)));
  return Math.max(2, Math.round(perFailure / perTry));
}

/** Values are 1 for a failure and 0 for none; the sum goes up by `perFailure - 1` or down by 1, never below 0. */
export class BernoulliCusum implements Statistic {
  private readonly perFailure: number;
  private sum = 0;

  constructor(perFailure: number) {
    this.perFailure = perFailure;
  }

  next(value: number): number {
    this.sum = Math.max(0, this.sum + value * this.perFailure - 1);
    return this.sum;
  }

  reset(): void {
    this.sum = 0;
  }
}

/** The lowest limit of the sum at which `p0` failing alarms no more often than asked; exact. */
export function bernoulliLimit(arl0: number, p0: number, perFailure: number): number {
  let [low, high] = [0, perFailure];
  while (bernoulliRunLength(p0, perFailure, high) < arl0) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (bernoulliRunLength(p0, perFailure, middle) < arl0) low = middle;
    else high = middle;
  }
  return high;
}
