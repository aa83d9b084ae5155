import { defineDetector } from "../../domain/detector.ts";
import { normalQuantile } from "../../domain/numbers/normal.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic } from "./statistic/statistic.ts";

const name = "shewhart";

/**
 * The control chart of Shewhart (1931): each value alone against a limit. One comparison a row.
 *
 * For faults of four standard deviations and more, and for single outliers. Not for small or slow changes: at an ARL0 of
 * 10,000 a shift of one standard deviation takes it 305 rows, and the best rule 15.
 */
export const shewhart = defineDetector({
  name,
  summary: "Alerts when a single value is too far above health.",
  reads: { signals: [], madeFor: "continuous" },
  options: { ...seriesOptions, ...signalOption },
  create: (values, log) =>
    seriesDetector(name, values, log, {
      statistic: shewhartStatistic,
      threshold: shewhartThreshold(values.arl0),
    }),
  train: (values, log) => seriesTraining(name, values, log),
});

/** The newest value, alone (Shewhart 1931), so that there is nothing to remember. One comparison a value. */
export const shewhartStatistic: Statistic = { next: (value) => value, reset: () => undefined };

/** Exact: the normal quantile at 1 / ARL0. */
export function shewhartThreshold(arl0: number): number {
  return -normalQuantile(1 / arl0);
}
