import type { Alert } from "../../domain/alert.ts";
import type { Detector, DetectorModel } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import { episode } from "../episode.ts";
import type { Baseline } from "./baseline/learned.ts";
import { checkedModel } from "./baseline/model.ts";
import { hasFailed } from "./failed.ts";
import type { SeriesValues } from "./series.ts";
import { baselineOf, holdFor, scaled, seriesOptions, seriesTraining, seriesWindow } from "./series.ts";
import { BernoulliCusum, bernoulliLimit, healthyPerFailure } from "./statistic/bernoulli-cusum.ts";
import { Focus, focusThreshold } from "./focus.ts";
import { shewhartThreshold } from "./shewhart.ts";
import { VarianceCusum, varianceCusumThreshold } from "./statistic/variance-cusum.ts";

const name = "guard";

/**
 * What part of the false alarms each may cause; most faults are noticed by the first. They add up to more than 1, for
 * slowness and spread now and then alarm together: simulated, the four keep one ARL0 within a fifth, at 1.1 of it.
 */
const shares = { slower: 0.92, wider: 0.18, failing: 0.02, stuck: 0.02 } as const;
const ratio = 2;
const leastFailures = 0.0001;
const leastBadShare = 0.1;

/**
 * What to run when nothing is known of the faults to come: `focus` for answers that become slower, a variance CUSUM of
 * the upper half (Hawkins 1981) for those that spread, a Bernoulli CUSUM (Reynolds and Stoumbos 1999) for those that fail,
 * and the age of open requests against the healthy tail for those that never come. Together they cause the false alarms
 * of one ARL0. About half a microsecond a row.
 *
 * Not for services that get faster, and not where one fault is feared above all: a rule made for it is sooner by a
 * little. Nor for a service whose health changes by the hour, as with a daily rhythm: it takes every lasting rise for a
 * fault.
 */
export const guard = defineDetector({
  name,
  summary: "Alerts when answers get slower, spread, fail or stay away, at one rate of false alarms for all.",
  reads: ["response"],
  options: {
    ...seriesOptions,
    threshold: {
      ...seriesOptions.threshold,
      describe: "multiple of the thresholds that arl0 gives; 0: once",
    },
    p0: {
      kind: "number",
      default: 0.001,
      min: 0.000001,
      max: 0.09,
      describe: "share of requests that fail in health, where no model knows",
    },
  },
  create: (values, model) => watching(values, model),
  train: (values) => seriesTraining(name, values),
});

type GuardValues = SeriesValues & { readonly p0: number };

/** One of the four: its score for a row in units of its threshold. */
interface Sense {
  readonly what: string;
  readonly judge: (observation: ResponseObservation, score: number) => number;
  readonly reset: () => void;
}

function watching(values: GuardValues, model: DetectorModel | undefined): Detector<ResponseObservation> {
  const threshold = values.threshold > 0 ? values.threshold : 1;
  const baseline = baselineOf(name, values, model);
  const senses = sensesOf(values, model);
  const hold = holdFor(values.quiet);
  let what = "";
  const trouble = episode("trouble", (score) => `${what}: ${score.toFixed(2)} of the threshold`);

  const judge = (observation: ResponseObservation, value: number): readonly Alert[] => {
    const normalScore = baseline.score(value);
    let worst = 0;
    for (const sense of senses) {
      const score = sense.judge(observation, normalScore);
      if (score > worst) [worst, what] = [score, sense.what];
    }
    const hasAlarm = worst >= threshold;
    if (hasAlarm) startAgain(senses, baseline);
    const isOpen = hold.row(hasAlarm);
    if (!isOpen && observation.outcome.kind !== "open") baseline.learn(value);
    return trouble.judge(observation, isOpen ? "error" : undefined, worst);
  };

  return {
    name,
    windowSize: seriesWindow,
    observe: (observation) => {
      const value = scaled(values.scale, observation);
      if (baseline.isReady()) return judge(observation, value);
      if (observation.outcome.kind !== "open") baseline.learn(value);
      return none;
    },
  };
}

function startAgain(senses: readonly Sense[], baseline: Baseline): void {
  for (const { reset } of senses) reset();
  baseline.doubt();
}

function sensesOf(values: GuardValues, model: DetectorModel | undefined): readonly Sense[] {
  const { arl0 } = values;
  const slower = new Focus();
  const slowerThreshold = focusThreshold(arl0 / shares.slower);
  const wider = new VarianceCusum(ratio, "upper");
  const widerThreshold = varianceCusumThreshold(arl0 / shares.wider, ratio, "upper");
  const stuckThreshold = shewhartThreshold(arl0 / shares.stuck);
  return [
    {
      what: "answers are slower",
      judge: ({ outcome }, score) => (outcome.kind === "open" ? 0 : slower.next(score) / slowerThreshold),
      reset: () => slower.reset(),
    },
    {
      what: "answers spread",
      judge: ({ outcome }, score) => (outcome.kind === "open" ? 0 : wider.next(score) / widerThreshold),
      reset: () => wider.reset(),
    },
    failing(arl0, failingShare(values, model)),
    {
      what: "requests stay open",
      judge: ({ outcome }, score) => (outcome.kind === "open" ? score / stuckThreshold : 0),
      reset: () => undefined,
    },
  ];
}

function failing(arl0: number, p0: number): Sense {
  const perFailure = healthyPerFailure(p0, Math.min(0.95, Math.max(leastBadShare, 10 * p0)));
  const failures = new BernoulliCusum(perFailure);
  const limit = bernoulliLimit(arl0 / shares.failing, p0, perFailure);
  return {
    what: "requests fail",
    judge: (observation) =>
      observation.outcome.kind === "open" ? 0 : failures.next(hasFailed(observation) ? 1 : 0) / limit,
    reset: () => failures.reset(),
  };
}

function failingShare({ p0, scale }: GuardValues, model: DetectorModel | undefined): number {
  if (model === undefined) return p0;
  const { failures } = checkedModel(name, scale, model);
  return Math.min(0.5, Math.max(leastFailures, failures));
}
