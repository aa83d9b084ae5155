import type { ChosenSignal, Detector } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { episodeTracker } from "../episode-tracker.ts";
import type { Reference } from "./reference/learned.ts";
import { checkedModel } from "./reference/model.ts";
import type { SeriesLog, SeriesValues } from "./series.ts";
import {
  baselineOf,
  openBeside,
  scaled,
  seriesOptions,
  seriesTraining,
  seriesWorth,
  seriesWindow,
} from "./series.ts";
import { BernoulliCusum, bernoulliLimit, healthyPerFailure } from "./statistic/bernoulli-cusum.ts";
import { Focus, focusThreshold } from "./focus.ts";
import { holdFor } from "./statistic/hold.ts";
import { shewhartThreshold } from "./shewhart.ts";
import { signalOption } from "./signal.ts";
import { VarianceCusum, varianceCusumThreshold } from "./statistic/variance-cusum.ts";

const name = "guard";

/**
 * Each sense's share of the false alarms. Most faults are noticed by the first. The shares add up to more than 1,
 * because slowness and spread sometimes alarm together: in simulations the four keep one ARL0 within a fifth, at 1.1
 * times its value.
 */
const shares = { slower: 0.92, wider: 0.18, failing: 0.02, stuck: 0.02 } as const;
const ratio = 2;
const leastFailures = 0.0001;
const leastBadShare = 0.1;

/**
 * The detector to run when the fault is unknown. Four senses share the false alarms of one ARL0: `focus` for answers
 * that get slower, a variance CUSUM of the upper half (Hawkins 1981) for answers that spread, a Bernoulli CUSUM
 * (Reynolds and Stoumbos 1999) for failures, and the age of open requests for answers that never come. About half a
 * microsecond per row.
 *
 * It does not notice a service that gets faster. A rule made for one fault notices that fault slightly sooner. Where
 * the healthy level changes by the hour, it takes every lasting rise for a fault.
 */
export const guard = defineDetector({
  name,
  summary:
    "Alerts when answers get slower, vary more, fail or never come; all four share one false-alarm rate.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    ...seriesOptions,
    threshold: {
      ...seriesOptions.threshold,
      describe: "multiple of the thresholds derived from arl0; 0 means 1",
    },
    p0: {
      kind: "number",
      default: 0.001,
      min: 0.000001,
      max: 0.09,
      describe: "share of requests that fail while the service is healthy; a model overrides it",
    },
    ...signalOption,
  },
  create: (values, log) => seriesGuard(values, log),
  train: (values, log) => seriesTraining(name, values, log),
});

type GuardValues = SeriesValues & { readonly p0: number };

/** A row's inputs to the senses; `undefined` where the row has none. */
interface Inputs {
  /** Normal score of the watched value. */
  readonly value: number | undefined;
  /** 1 for a failure, 0 for none. */
  readonly failed: number | undefined;
  /** Normal score of an open request's age. */
  readonly open: number | undefined;
}

/** One of the four statistics. It scores a row in units of its threshold; 0 without input. */
interface Sense {
  readonly finding: string;
  readonly judge: (inputs: Inputs) => number;
  readonly reset: () => void;
}

/** Judges failures and open requests only if the log has them and neither is the watched signal. */
function seriesGuard(values: GuardValues, log: SeriesLog): Detector<Observation> {
  const threshold = values.threshold > 0 ? values.threshold : 1;
  const watched = log.signal(values.signal);
  const openIn = openBeside(watched, log);
  const failedIn = watched.name === "failed" ? undefined : log.signals["failed"]?.valueOf;
  const baseline = baselineOf(name, values, log);
  const senses = sensesOf(values, log, watched);
  const hold = holdFor(values.quiet);
  let finding = "";
  let now: number | undefined;
  const deviation = episodeTracker(
    "trouble",
    (score) => `${finding}: ${score.toFixed(2)} times the threshold`,
  );

  return {
    name,
    windowSize: seriesWindow,
    scoreNow: () => now,
    arl0Worth: () =>
      seriesWorth(name, values, baseline, (arl0) => ruleOf(sensesOf({ ...values, arl0 }, log, watched))),
    observe: (row) => {
      const open = openIn?.(row);
      const raw = open === undefined ? watched.valueOf(row) : undefined;
      const value = raw === undefined ? undefined : scaled(values.scale, raw);
      if (!baseline.isReady()) {
        if (value !== undefined) baseline.learn(value);
        return none;
      }
      const failed = failedIn?.(row);
      if (value === undefined && failed === undefined && open === undefined) return none;
      const inputs = {
        value: value === undefined ? undefined : baseline.score(value),
        failed,
        open: open === undefined ? undefined : baseline.score(scaled(values.scale, open)),
      };
      let worst = 0;
      for (const sense of senses) {
        const score = sense.judge(inputs);
        if (score > worst) [worst, finding] = [score, sense.finding];
      }
      now = worst;
      const hasAlarm = worst >= threshold;
      if (hasAlarm) startAgain(senses, baseline);
      const isOpen = hold.row(hasAlarm);
      if (!isOpen && value !== undefined) baseline.learn(value);
      return deviation.judge(row, isOpen ? "error" : undefined, worst);
    },
  };
}

/** Of the senses for values; failures and open requests are rare, and have a small share of the alarms. */
function ruleOf(senses: readonly Sense[]): (score: number) => boolean {
  return (value) => {
    const inputs = { value, failed: undefined, open: undefined };
    let hasAlarm = false;
    for (const sense of senses) if (sense.judge(inputs) >= 1) hasAlarm = true;
    if (hasAlarm) for (const sense of senses) sense.reset();
    return hasAlarm;
  };
}

function startAgain(senses: readonly Sense[], baseline: Reference): void {
  for (const { reset } of senses) reset();
  baseline.doubt();
}

function sensesOf(values: GuardValues, log: SeriesLog, watched: ChosenSignal<Observation>): readonly Sense[] {
  const { arl0 } = values;
  const slower = new Focus();
  const slowerThreshold = focusThreshold(arl0 / shares.slower);
  const wider = new VarianceCusum(ratio, "upper");
  const widerThreshold = varianceCusumThreshold(arl0 / shares.wider, ratio, "upper");
  const stuckThreshold = shewhartThreshold(arl0 / shares.stuck);
  const isTime = watched.unit === "s";
  return [
    {
      finding: isTime ? "answers are slower" : "values are higher",
      judge: ({ value }) => (value === undefined ? 0 : slower.next(value) / slowerThreshold),
      reset: () => slower.reset(),
    },
    {
      finding: isTime ? "answers vary more" : "values vary more",
      judge: ({ value }) => (value === undefined ? 0 : wider.next(value) / widerThreshold),
      reset: () => wider.reset(),
    },
    failing(arl0, failingShare(values, log, watched)),
    {
      finding: "requests stay open",
      judge: ({ open }) => (open === undefined ? 0 : open / stuckThreshold),
      reset: () => undefined,
    },
  ];
}

function failing(arl0: number, p0: number): Sense {
  const perFailure = healthyPerFailure(p0, Math.min(0.95, Math.max(leastBadShare, 10 * p0)));
  const failures = new BernoulliCusum(perFailure);
  const limit = bernoulliLimit(arl0 / shares.failing, p0, perFailure);
  return {
    finding: "requests fail",
    judge: ({ failed }) => (failed === undefined ? 0 : failures.next(failed) / limit),
    reset: () => failures.reset(),
  };
}

function failingShare(
  { p0, scale }: GuardValues,
  { model }: SeriesLog,
  { name: signal }: ChosenSignal<Observation>,
): number {
  if (model === undefined) return p0;
  const { failures } = checkedModel(name, { scale, signal }, model);
  return Math.min(0.5, Math.max(leastFailures, failures));
}
