import { defineDetector } from "../../domain/detector.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { pageHinkleyStatistic, pageHinkleyThreshold } from "./statistic/page-hinkley.ts";

const name = "page-hinkley";

/**
 * The test of Page (1954) and Hinkley (1971) as libraries for data streams have it, on scores instead of seconds, so that
 * the unit of the log does not decide. One division a row.
 *
 * For comparison with those libraries. Not for anything else: its allowance is so small that it takes two to six times as
 * long as `cusum`.
 */
export const pageHinkley = defineDetector({
  name,
  summary: "Alerts when values rise above their own mean for long.",
  reads: ["response"],
  options: seriesOptions,
  create: (values, model) =>
    seriesDetector(name, values, model, {
      statistic: pageHinkleyStatistic(),
      threshold: pageHinkleyThreshold(values.arl0),
    }),
  train: (values) => seriesTraining(name, values),
});
