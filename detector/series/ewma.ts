import { defineDetector } from "../../domain/detector.ts";
import { risingRoot } from "../../domain/numbers/root.ts";
import { ewmaRunLength } from "../../domain/numbers/run-length.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Statistic } from "./statistic/statistic.ts";
import { remembered } from "./statistic/statistic.ts";

const name = "ewma";

/**
 * The exponentially weighted moving average of Roberts (1959). One multiplication and one addition per row.
 *
 * For slow ramps, with a small `lambda`. Slow on large steps: the average must climb first, and it climbs from
 * further down when unusually fast answers came before the fault.
 */
export const ewma = defineDetector({
  name,
  summary: "Alerts when a weighted average of recent values is too far above the healthy level.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    ...seriesOptions,
    lambda: {
      kind: "number",
      default: 0.2,
      min: 0.02,
      max: 1,
      describe: "weight of the newest value; smaller values notice smaller changes",
    },
    ...signalOption,
  },
  create: (values, log) =>
    new SeriesDetector(name, values, log, (arl0) => ({
      statistic: new Ewma(values.lambda),
      threshold: ewmaThreshold(arl0, values.lambda),
    })),
  train: (values, log) => seriesTraining(name, values, log),
});

/** The exponentially weighted average (Roberts 1959), in units of its own asymptotic standard deviation. */
export class Ewma implements Statistic {
  private readonly lambda: number;
  private readonly perSd: number;
  private average = 0;

  /** @param lambda - weight of the newest value, above 0 and at most 1 */
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

/** Solves the integral equation; accurate to five digits. */
export const ewmaThreshold = remembered((arl0, lambda) =>
  risingRoot(0, 4, (limit) => Math.log(ewmaRunLength(lambda, limit, 0) / arl0)),
);
