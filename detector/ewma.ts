import { defineDetector } from "../domain/detector.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { ewmaStatistic, ewmaThreshold } from "./statistic/ewma.ts";

const name = "ewma";

/**
 * The exponentially weighted moving average of Roberts (1959). One multiplication and one addition a row.
 *
 * For slow ramps, with a small `lambda`. Not for large steps: the average must climb first, and a fault that was preceded
 * by unusually quick answers climbs from further down.
 */
export const ewma = defineDetector({
  name,
  summary: "Alerts when a weighted average of the newest values is too far above health.",
  reads: ["response"],
  options: {
    ...seriesOptions,
    lambda: {
      kind: "number",
      default: 0.2,
      min: 0.02,
      max: 1,
      describe: "weight of the newest value; small for small changes",
    },
  },
  create: (values, model) =>
    seriesDetector(name, values, model, {
      statistic: ewmaStatistic(values.lambda),
      threshold: ewmaThreshold(values.arl0, values.lambda),
    }),
  train: (values) => seriesTraining(name, values),
});
