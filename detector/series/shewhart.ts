import { defineDetector } from "../../domain/detector.ts";
import { normalQuantile } from "../../domain/numbers/normal.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic } from "./statistic/statistic.ts";

const name = "shewhart";

/**
 * The control chart of Shewhart (1931): compares each value with a limit. One comparison per row.
 *
 * For faults of four standard deviations and more, and for single outliers. Slow on small or gradual changes: at an
 * ARL0 of 10,000 it takes 305 rows to notice a shift of one standard deviation; the best rule takes 15.
 */
export const shewhart = defineDetector({
  name,
  summary: "Alerts when a single value is too far above the healthy level.",
  reads: { signals: [], madeFor: "continuous" },
  options: { ...seriesOptions, ...signalOption },
  create: (values, log) =>
    new SeriesDetector(name, values, log, (arl0) => ({
      statistic: shewhartStatistic,
      threshold: shewhartThreshold(arl0),
    })),
  train: (values, log) => seriesTraining(name, values, log),
});

/** The newest value alone (Shewhart 1931). Has no state. */
export const shewhartStatistic: Statistic = { next: (value) => value, reset: () => undefined };

/** The normal quantile at 1 / ARL0, exactly. */
export function shewhartThreshold(arl0: number): number {
  return -normalQuantile(1 / arl0);
}
