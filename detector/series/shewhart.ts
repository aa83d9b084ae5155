import { defineDetector } from "../../domain/detector.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { shewhartStatistic, shewhartThreshold } from "./statistic/shewhart.ts";

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
  reads: ["response"],
  options: seriesOptions,
  create: (values, model) =>
    seriesDetector(name, values, model, {
      statistic: shewhartStatistic(),
      threshold: shewhartThreshold(values.arl0),
    }),
  train: (values) => seriesTraining(name, values),
});
