import { defineDetector } from "../../domain/detector.ts";
import { risingRoot } from "../../domain/numbers/root.ts";
import { cusumRunLength } from "../../domain/numbers/run-length.ts";
import type { SeriesValues } from "./series.ts";
import { SeriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Part, Statistic } from "./statistic/statistic.ts";
import { JointStatistic, remembered } from "./statistic/statistic.ts";
import { VarianceCusum, varianceCusumThreshold } from "./statistic/variance-cusum.ts";

const name = "cusum";
const ratio = 2;

/**
 * The cumulative sum of Page (1954). No rule notices a shift of exactly the size it is tuned for sooner (Moustakides
 * 1986). One addition per row. With `what=both` a second sum notices a standard deviation that doubles (Hawkins
 * 1981); each sum gets half of the false alarms.
 *
 * For ramps, and for changes of known size. Where faults may be much larger or smaller than `shift`, use `focus`,
 * which needs no size.
 */
export const cusum = defineDetector({
  name,
  summary: "Alerts when values stay above the healthy level long enough to add up.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    ...seriesOptions,
    threshold: {
      ...seriesOptions.threshold,
      describe: "alert at this sum (what=both: multiple of the arl0 threshold); 0: derived from arl0",
    },
    shift: {
      kind: "number",
      default: 1,
      min: 0.1,
      max: 10,
      describe: "rise to notice soonest, in standard deviations",
    },
    what: {
      kind: "choice",
      default: "mean",
      choices: ["mean", "both"],
      describe: "watch the mean, or both the mean and the spread",
    },
    ...signalOption,
  },
  create: (values, log) =>
    new SeriesDetector(name, values, log, (arl0) =>
      values.what === "mean" ? meanPart(values, arl0) : bothParts(values, arl0),
    ),
  train: (values, log) => seriesTraining(name, values, log),
});

type CusumValues = SeriesValues & { readonly shift: number };

function meanPart({ shift }: CusumValues, arl0: number): Part {
  return { statistic: new Cusum(shift / 2), threshold: cusumThreshold(arl0, shift / 2) };
}

function bothParts(values: CusumValues, arl0: number): Part {
  const spread = {
    statistic: new VarianceCusum(ratio, "both"),
    threshold: varianceCusumThreshold(2 * arl0, ratio, "both"),
  };
  return { statistic: new JointStatistic(meanPart(values, 2 * arl0), spread), threshold: 1 };
}

/** The sum of Page (1954). Fastest for a shift of twice the slack. */
export class Cusum implements Statistic {
  private readonly slack: number;
  private sum = 0;

  /** @param slack - in standard deviations, above 0 */
  constructor(slack: number) {
    this.slack = slack;
  }

  next(value: number): number {
    this.sum = Math.max(0, this.sum + value - this.slack);
    return this.sum;
  }

  reset(): void {
    this.sum = 0;
  }
}

/** Solves the integral equation; accurate to seven digits. */
export const cusumThreshold = remembered((arl0, slack) =>
  risingRoot(0, Math.log(arl0) / slack, (h) => Math.log(cusumRunLength(slack, h, 0) / arl0)),
);
