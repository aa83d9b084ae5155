import { bernoulliRunLength } from "../../../domain/numbers/run-length.ts";
import type { Statistic } from "./statistic.ts";

/** Successes that outweigh one failure, a whole number: the `m` of Reynolds and Stoumbos (1999). */
export function healthyPerFailure(p0: number, p1: number): number {
  const perTry = Math.log((1 - p0) / (1 - p1));
  const perFailure = Math.log((p1 * (1 - p0)) / (p0 * (1 - p1)));
  return Math.max(2, Math.round(perFailure / perTry));
}

/** Takes 1 for a failure and 0 for a success. The sum rises by `perFailure - 1` or falls by 1, never below 0. */
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

/** The lowest limit at which a failure share of `p0` causes no more false alarms than `arl0` allows, exactly. */
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
