import type { Detector, DetectorModel, Training } from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import { signalOf } from "../../domain/sources.ts";
import { episode } from "../episode.ts";
import type { Baseline } from "./baseline/learned.ts";
import { learnedBaseline } from "./baseline/learned.ts";
import { checkedModel, modelBaseline, trainHealth } from "./baseline/model.ts";
import type { Part } from "./statistic/statistic.ts";

/** The options of every detector that watches a series of values for a change. */
export const seriesOptions = {
  arl0: {
    kind: "number",
    default: 100_000,
    min: 100,
    max: 1e9,
    unit: "rows",
    describe: "healthy rows to a false alarm, on average",
  },
  reference: {
    kind: "count",
    default: 100,
    min: 20,
    max: 1_000_000,
    unit: "rows",
    describe: "first rows, taken as healthy and not judged",
  },
  scale: {
    kind: "choice",
    default: "log",
    choices: ["log", "linear"],
    describe: "of the values: log for times, linear for what may be 0 or below",
  },
  threshold: {
    kind: "number",
    default: 0,
    min: 0,
    describe: "alert at this score, whatever arl0 says; 0: as arl0 says",
  },
  quiet: {
    kind: "count",
    default: 30,
    min: 1,
    unit: "rows",
    describe: "rows without a new alarm that end an episode",
  },
  model: {
    kind: "text",
    default: "",
    describe: "file that firedrill train wrote: health is known from it, and nothing else is learned",
  },
} as const;

/** Their values. */
export interface SeriesValues {
  readonly arl0: number;
  readonly reference: number;
  readonly scale: string;
  readonly threshold: number;
  readonly quiet: number;
  readonly model: string;
}

/** The default deadline, in affected observations. */
export const seriesWindow = 10;

/** A time of 0 has no logarithm. */
const leastSeconds = 1e-6;

/** The value that is watched. */
export function scaled(scale: string, observation: ResponseObservation): number {
  const seconds = signalOf(observation);
  return scale === "log" ? Math.log(Math.max(seconds, leastSeconds)) : seconds;
}

function unitFor(scale: string): (median: number) => number {
  return scale === "log" ? () => 1 : (median) => Math.max(Math.abs(median), leastSeconds);
}

/** Health as the options say: learned on the way, or known from a model. */
export function baselineOf(
  name: string,
  { scale, reference }: SeriesValues,
  model: DetectorModel | undefined,
): Baseline {
  return model === undefined
    ? learnedBaseline(reference, unitFor(scale))
    : modelBaseline(checkedModel(name, scale, model));
}

export function seriesTraining(
  name: string,
  { scale }: Pick<SeriesValues, "scale">,
): Training<ResponseObservation> {
  return trainHealth(name, scale, (observation) => scaled(scale, observation), unitFor(scale));
}

/** An episode begins with an alarm, and ends when `quiet` rows have brought none. */
export interface Hold {
  /** @returns true while the episode goes on */
  readonly row: (hasAlarm: boolean) => boolean;
}

export function holdFor(quiet: number): Hold {
  let left = 0;
  return {
    row: (hasAlarm) => {
      left = hasAlarm ? quiet : Math.max(0, left - 1);
      return left > 0;
    },
  };
}

/**
 * A detector of one statistic over normal scores. After an alarm the statistic begins anew, so that a fault that lasts
 * alarms again and again, and its end is noticed.
 */
export function seriesDetector(
  name: string,
  values: SeriesValues,
  model: DetectorModel | undefined,
  { statistic, threshold: calibrated }: Part,
): Detector<ResponseObservation> {
  const threshold = values.threshold > 0 ? values.threshold : calibrated;
  const baseline = baselineOf(name, values, model);
  const hold = holdFor(values.quiet);
  const change = episode(
    "response-time",
    (score) => `${score.toFixed(2)} against a threshold of ${threshold.toFixed(2)}`,
  );

  return {
    name,
    windowSize: seriesWindow,
    observe: (observation) => {
      const value = scaled(values.scale, observation);
      if (!baseline.isReady()) {
        baseline.learn(value);
        return none;
      }
      const score = statistic.next(baseline.score(value));
      const hasAlarm = score >= threshold;
      if (hasAlarm) {
        statistic.reset();
        baseline.doubt();
      }
      const isOpen = hold.row(hasAlarm);
      if (!isOpen) baseline.learn(value);
      return change.judge(observation, isOpen ? "error" : undefined, score);
    },
  };
}
