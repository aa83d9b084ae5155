import { defineDetector } from "../../domain/detector.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic, ThresholdTable } from "./statistic/statistic.ts";
import { thresholdFromTable } from "./statistic/statistic.ts";

const name = "page-hinkley";

/**
 * The test of Page (1954) and Hinkley (1971) as streaming libraries implement it, but on scores instead of seconds,
 * so that the unit of the log does not matter. One division per row.
 *
 * For comparison with those libraries. Its allowance is so small that it takes two to six times as long as `cusum`.
 */
export const pageHinkley = defineDetector({
  name,
  summary: "Alerts when values stay above their own mean.",
  reads: { signals: [], madeFor: "continuous" },
  options: { ...seriesOptions, ...signalOption },
  create: (values, log) =>
    new SeriesDetector(name, values, log, (arl0) => ({
      statistic: new PageHinkley(),
      threshold: pageHinkleyThreshold(arl0),
    })),
  train: (values, log) => seriesTraining(name, values, log),
});

/** How far a value must exceed the mean, in standard deviations. The table holds for this value only. */
const tolerance = 0.005;

/**
 * The mean starts as if this many healthy values came first; otherwise a fault in the first values would set it. The
 * table includes this.
 */
const referenceValues = 100;

/**
 * The Page-Hinkley test (Hinkley 1971): the sum of how far values lie above the mean so far, minus the lowest value
 * of that sum.
 */
export class PageHinkley implements Statistic {
  private count = 0;
  private mean = 0;
  private sum = 0;
  private least = 0;

  next(value: number): number {
    this.count += 1;
    this.mean += (value - this.mean) / (this.count + referenceValues);
    this.sum = this.sum + value - this.mean - tolerance;
    this.least = Math.min(this.least, this.sum);
    return this.sum - this.least;
  }

  reset(): void {
    this.count = 0;
    this.mean = 0;
    this.sum = 0;
    this.least = 0;
  }
}

/** Interpolated from seeded simulations. */
export function pageHinkleyThreshold(arl0: number): number {
  return thresholdFromTable(pageHinkleyTable, arl0);
}

/**
 * Mean run lengths of `PageHinkley` on standard normal values: 10,000 runs for each threshold up to 40 (seed 21),
 * 2,500 up to 120 (seed 22), 600 up to 240 (seed 23), 400 above (seed 24). Standard errors: 1, 2, 4 and 5 percent.
 */
const pageHinkleyTable: ThresholdTable = {
  thresholds: [5, 10, 20, 30, 40, 60, 80, 120, 160, 200, 240, 320, 420],
  arl0s: [
    36.4, 120.9, 472.2, 1108.6, 2026.3, 4857.6, 9063.9, 23_700.6, 49_387.5, 93_879.3, 166_306.3, 414_982.7,
    1_330_855.8,
  ],
};
