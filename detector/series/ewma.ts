import { defineDetector } from "../../domain/detector.ts";
import { risingRoot } from "../../domain/numbers/root.ts";
import { ewmaRunLength } from "../../domain/numbers/run-length.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic } from "./statistic/statistic.ts";
import { remembered } from "./statistic/statistic.ts";

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
  reads: { signals: [], madeFor: "continuous" },
  options: {
    ...seriesOptions,
    lambda: {
      kind: "number",
      default: 0.2,
      min: 0.02,
      max: 1,
      describe: "weight of the newest value; small for small changes",
    },
    ...signalOption,
  },
  create: (values, log) =>
    seriesDetector(name, values, log, {
      statistic: new Ewma(values.lambda),
      threshold: ewmaThreshold(values.arl0, values.lambda),
    }),
  train: (values, log) => seriesTraining(name, values, log),
});

/**
 * The exponentially weighted average (Roberts 1959), in its own final standard deviations. One multiplication and one
 * addition a value.
 */
export class Ewma implements Statistic {
  private readonly lambda: number;
  private readonly perSd: number;
  private average = 0;

  /** @param lambda - the weight of the newest value, above 0 and at most 1 */
  constructor(lambda: number) {
    this.lambda = lambda;
    this.perSd = 1 / Math.sqrt(lambda / (2 - lambda));
  }

  next(value: number): number {
    this.average += this.lambda * (value - this.average);
    return this.average * this.perSd;
  }

  reset(): void {
    this.average = 0;
  }
}

/** By the integral equation, to five digits. */
export const ewmaThreshold = remembered((arl0, lambda) =>
  risingRoot(0, 4, (limit) => Math.log(ewmaRunLength(lambda, limit, 0) / arl0)),
);
