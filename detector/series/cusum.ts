import { defineDetector } from "../../domain/detector.ts";
import { risingRoot } from "../../domain/numbers/root.ts";
import { cusumRunLength } from "../../domain/numbers/run-length.ts";
import type { SeriesValues } from "./series.ts";
import { seriesDetector, seriesOptions, seriesTraining } from "./series.ts";
import { signalOption } from "./signal.ts";
import type { Part, Statistic } from "./statistic/statistic.ts";
import { JointStatistic, remembered } from "./statistic/statistic.ts";
import { VarianceCusum, varianceCusumThreshold } from "./statistic/variance-cusum.ts";

const name = "cusum";
const ratio = 2;

/**
 * The cumulative sum of Page (1954), no slower than any other rule for a shift of just the size it is made for
 * (Moustakides 1986). One addition a row; with `what=both` a second sum notices a spread that doubles (Hawkins 1981), and
 * each gets half of the false alarms.
 *
 * For a change whose size is known, and for ramps. Not where faults may be much larger or much smaller than `shift`:
 * `focus` needs no size.
 */
export const cusum = defineDetector({
  name,
  summary: "Alerts when values add up to more than health explains.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    ...seriesOptions,
    threshold: {
      ...seriesOptions.threshold,
      describe:
        "alert at this sum (what=both: multiple of the usual one), whatever arl0 says; 0: as arl0 says",
    },
    shift: {
      kind: "number",
      default: 1,
      min: 0.1,
      max: 10,
      describe: "standard deviations of the rise to notice first",
    },
    what: {
      kind: "choice",
      default: "mean",
      choices: ["mean", "both"],
      describe: "a rise of the mean, or of the mean and of the spread",
    },
    ...signalOption,
  },
  create: (values, log) =>
    seriesDetector(
      name,
      values,
      log,
      values.what === "mean" ? meanPart(values, values.arl0) : bothParts(values),
    ),
  train: (values, log) => seriesTraining(name, values, log),
});

type CusumValues = SeriesValues & { readonly shift: number };

function meanPart({ shift }: CusumValues, arl0: number): Part {
  return { statistic: new Cusum(shift / 2), threshold: cusumThreshold(arl0, shift / 2) };
}

function bothParts(values: CusumValues): Part {
  const spread = {
    statistic: new VarianceCusum(ratio, "both"),
    threshold: varianceCusumThreshold(2 * values.arl0, ratio, "both"),
  };
  return { statistic: new JointStatistic(meanPart(values, 2 * values.arl0), spread), threshold: 1 };
}

/** The sum of Page (1954): the fastest there is for a shift of twice the slack. One addition a value. */
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

/** By the integral equation, to seven digits. */
export const cusumThreshold = remembered((arl0, slack) =>
  risingRoot(0, Math.log(arl0) / slack, (h) => Math.log(cusumRunLength(slack, h, 0) / arl0)),
);
