import { normalQuantile } from "../../../domain/numbers/normal.ts";
import type { Statistic } from "./statistic.ts";

/** The newest value, alone (Shewhart 1931). One comparison a value. */
export function shewhartStatistic(): Statistic {
  return { next: (value) => value, reset: () => undefined };
}

/** Exact: the normal quantile at 1 / ARL0. */
export function shewhartThreshold(arl0: number): number {
  return -normalQuantile(1 / arl0);
}
