import type { Alert } from "../../domain/alert.ts";
import type { Arl0Worth, ChosenSignal, Detector } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import type { Reference } from "./reference/learned.ts";
import { checkedModel } from "./reference/model.ts";
import type { SeriesLog, SeriesValues } from "./series.ts";
import {
  baselineOf,
  leastValue,
  openBeside,
  scaled,
  seriesOptions,
  seriesTraining,
  seriesWorth,
  seriesWindow,
} from "./series.ts";
import { BernoulliCusum, bernoulliLimit, healthyPerFailure } from "./statistic/bernoulli-cusum.ts";
import { Focus, focusThreshold } from "./focus.ts";
import { Hold } from "./statistic/hold.ts";
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
 * (Reynolds and Stoumbos 1999) for failures, and the age of open requests for answers that never come. About a fifth of
 * a microsecond per row.
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
  create: (values, log) => new SeriesGuard(values, log),
  train: (values, log) => seriesTraining(name, values, log),
});

type GuardValues = SeriesValues & { readonly p0: number };

/** Judges failures and open requests only if the log has them and neither is the watched signal. */
class SeriesGuard implements Detector<Observation> {
  readonly name = name;
  readonly windowSize = seriesWindow;
  private readonly values: GuardValues;
  private readonly threshold: number;
  private readonly signalOf: ReadSignal;
  private readonly isLog: boolean;
  private readonly openIn: ReadSignal | undefined;
  private readonly failedIn: ReadSignal | undefined;
  private readonly sensesFor: (arl0: number) => Senses;
  private readonly senses: Senses;
  private readonly baseline: Reference;
  private readonly hold: Hold;
  private readonly deviation: EpisodeTracker;
  private hasScore = false;
  private score = 0;

  constructor(values: GuardValues, log: SeriesLog) {
    const watched = log.signal(values.signal);
    const p0 = failingShare(values, log, watched);
    this.values = values;
    this.threshold = values.threshold > 0 ? values.threshold : 1;
    this.signalOf = watched.valueOf;
    this.isLog = values.scale === "log";
    this.openIn = openBeside(watched, log);
    this.failedIn = watched.name === "failed" ? undefined : log.signals["failed"]?.valueOf;
    this.sensesFor = (arl0) => new Senses(arl0, p0, watched.unit === "s");
    this.senses = this.sensesFor(values.arl0);
    this.baseline = baselineOf(name, values, log);
    this.hold = new Hold(values.quiet);
    this.deviation = new EpisodeTracker(
      "trouble",
      (score) => `${this.senses.worstFinding()}: ${score.toFixed(2)} times the threshold`,
    );
  }

  observe(row: Observation): readonly Alert[] {
    const { values, baseline, senses } = this;
    const open = this.openIn?.(row);
    const raw = open === undefined ? this.signalOf(row) : undefined;
    const value = raw === undefined || !this.isLog ? raw : Math.log(Math.max(raw, leastValue));
    if (!baseline.isReady) {
      if (value !== undefined) baseline.learn(value);
      return none;
    }
    const failed = this.failedIn?.(row);
    if (value === undefined && failed === undefined && open === undefined) return none;
    const score = senses.judge(
      value === undefined ? undefined : baseline.score(value),
      failed,
      open === undefined ? undefined : baseline.score(scaled(values.scale, open)),
    );
    this.hasScore = true;
    this.score = score;
    const hasAlarm = score >= this.threshold;
    if (hasAlarm) this.startAgain();
    const isOpen = this.hold.row(hasAlarm);
    if (!isOpen && baseline.isLearning && value !== undefined) baseline.learn(value);
    return this.deviation.judge(row, isOpen ? "error" : undefined, score);
  }

  private startAgain(): void {
    this.senses.reset();
    this.baseline.doubt();
  }

  scoreNow(): number | undefined {
    return this.hasScore ? this.score : undefined;
  }

  thresholdsNow(): Readonly<Record<string, number>> {
    return { threshold: this.threshold };
  }

  arl0Worth(): Arl0Worth | undefined {
    return seriesWorth(name, this.values, this.baseline, (arl0) => this.sensesFor(arl0).rule());
  }
}

type ReadSignal = ChosenSignal<Observation>["valueOf"];

/** The four statistics, each in units of its threshold. */
class Senses {
  private readonly isTime: boolean;
  private readonly slower = new Focus();
  private readonly wider = new VarianceCusum(ratio, "upper");
  private readonly failures: BernoulliCusum;
  private readonly slowerThreshold: number;
  private readonly widerThreshold: number;
  private readonly failingLimit: number;
  private readonly stuckThreshold: number;
  private worst: "slower" | "wider" | "failing" | "stuck" = "slower";

  /** @param p0 - share of requests that fail in health */
  constructor(arl0: number, p0: number, isTime: boolean) {
    const perFailure = healthyPerFailure(p0, Math.min(0.95, Math.max(leastBadShare, 10 * p0)));
    this.isTime = isTime;
    this.failures = new BernoulliCusum(perFailure);
    this.slowerThreshold = focusThreshold(arl0 / shares.slower);
    this.widerThreshold = varianceCusumThreshold(arl0 / shares.wider, ratio, "upper");
    this.failingLimit = bernoulliLimit(arl0 / shares.failing, p0, perFailure);
    this.stuckThreshold = shewhartThreshold(arl0 / shares.stuck);
  }

  /**
   * The largest score of a row; 0 where nothing is wrong. Each input is `undefined` where the row has none.
   * @param value - normal score of the watched value
   * @param failed - 1 for a failure, 0 for none
   * @param open - normal score of an open request's age
   */
  judge(value: number | undefined, failed: number | undefined, open: number | undefined): number {
    let most = 0;
    if (value !== undefined) {
      const slower = this.slower.next(value) / this.slowerThreshold;
      const wider = this.wider.next(value) / this.widerThreshold;
      if (slower > most) {
        most = slower;
        this.worst = "slower";
      }
      if (wider > most) {
        most = wider;
        this.worst = "wider";
      }
    }
    if (failed !== undefined) {
      const failing = this.failures.next(failed) / this.failingLimit;
      if (failing > most) {
        most = failing;
        this.worst = "failing";
      }
    }
    if (open !== undefined) {
      const stuck = open / this.stuckThreshold;
      if (stuck > most) {
        most = stuck;
        this.worst = "stuck";
      }
    }
    return most;
  }

  /** What the last score above 0 was about. */
  worstFinding(): string {
    switch (this.worst) {
      case "slower":
        return this.isTime ? "answers are slower" : "values are higher";
      case "wider":
        return this.isTime ? "answers vary more" : "values vary more";
      case "failing":
        return "requests fail";
      case "stuck":
        return "requests stay open";
    }
  }

  reset(): void {
    this.slower.reset();
    this.wider.reset();
    this.failures.reset();
  }

  /** Of the senses for values; failures and open requests are rare, and have a small share of the alarms. */
  rule(): (score: number) => boolean {
    return (value) => {
      const hasAlarm = this.judge(value, undefined, undefined) >= 1;
      if (hasAlarm) this.reset();
      return hasAlarm;
    };
  }
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
