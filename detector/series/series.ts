import type { Alert } from "../../domain/alert.ts";
import type {
  Arl0Worth,
  ChosenSignal,
  Detector,
  DetectorModel,
  LogSetting,
  Training,
} from "../../domain/detector.ts";
import { none } from "../../domain/detector.ts";
import type { Signal } from "../../domain/source.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import type { Reference } from "./reference/learned.ts";
import { LearnedReference } from "./reference/learned.ts";
import { checkedModel, ModelReference, trainHealth } from "./reference/model.ts";
import { Hold } from "./statistic/hold.ts";
import type { Part, Statistic } from "./statistic/statistic.ts";
import type { ScoreWatch } from "./statistic/worth.ts";
import { arl0Worth } from "./statistic/worth.ts";

/** The options of every detector that watches a series of values for a change. */
export const seriesOptions = {
  arl0: {
    kind: "number",
    default: 100_000,
    min: 100,
    max: 1e9,
    unit: "rows",
    describe: "healthy rows per false alarm, on average, if rows are independent",
  },
  reference: {
    kind: "count",
    default: 100,
    min: 20,
    max: 1_000_000,
    unit: "rows",
    describe: "first rows, assumed healthy and not judged",
  },
  scale: {
    kind: "choice",
    default: "log",
    choices: ["log", "linear"],
    describe: "scale of the values: log for times, linear for values that may be 0 or negative",
  },
  threshold: {
    kind: "number",
    default: 0,
    min: 0,
    describe: "alert at this score; 0: derived from arl0",
  },
  quiet: {
    kind: "count",
    default: 30,
    min: 1,
    unit: "rows",
    describe: "an episode ends after this many rows without a new alarm",
  },
  model: {
    kind: "text",
    default: "",
    describe: "file that firedrill train wrote; replaces learning from the log",
  },
} as const;

/** The values of `seriesOptions` and the signal. */
export interface SeriesValues {
  readonly arl0: number;
  readonly reference: number;
  readonly scale: string;
  readonly threshold: number;
  readonly quiet: number;
  readonly model: string;
  readonly signal: string | undefined;
}

/** The log that a detector is created for. */
export type SeriesLog = LogSetting<LogSource> & { readonly model?: DetectorModel | undefined };

/** The default deadline, in affected observations. */
export const seriesWindow = 10;

/** A time of 0 has no logarithm. */
export const leastValue = 1e-6;

/** A value on the option's scale. */
export function scaled(scale: string, value: number): number {
  return scale === "log" ? Math.log(Math.max(value, leastValue)) : value;
}

export function unitFor(scale: string): (median: number) => number {
  return scale === "log" ? () => 1 : (median) => Math.max(Math.abs(median), leastValue);
}

/** The reference that the options choose: learned from the log, or read from a model. */
export function baselineOf(
  name: string,
  { scale, reference, signal }: SeriesValues,
  { model, signal: chosen }: SeriesLog,
): Reference {
  return model === undefined
    ? new LearnedReference(reference, unitFor(scale))
    : new ModelReference(checkedModel(name, { scale, signal: chosen(signal).name }, model));
}

/**
 * Reads the age of a request that is still open.
 * @returns `undefined` where the log has no such rows, or the watched signal is not a time
 */
export function openBeside(
  { name, unit }: ChosenSignal<Observation>,
  { signals }: LogSetting<LogSource>,
): Signal<Observation>["valueOf"] | undefined {
  return unit === "s" && name !== "openSeconds" ? signals["openSeconds"]?.valueOf : undefined;
}

/** Keeps every value, eight bytes per row. Skips rows of requests that are still open. */
export function seriesTraining(
  name: string,
  { scale, signal }: Pick<SeriesValues, "scale" | "signal">,
  log: LogSetting<LogSource>,
): Training {
  const watched = log.signal(signal);
  const openIn = openBeside(watched, log);
  return trainHealth({
    detector: name,
    measured: { scale, signal: watched.name },
    valueOf: (row) => {
      const value = openIn?.(row) === undefined ? watched.valueOf(row) : undefined;
      return value === undefined ? undefined : scaled(scale, value);
    },
    failedIn: log.signals["failed"]?.valueOf ?? (() => undefined),
    unitOf: unitFor(scale),
  });
}

/**
 * A detector with one statistic over normal scores. The statistic restarts after each alarm, so that a lasting fault
 * keeps alarming and its end is noticed. What a healthy row passes through is short, so that V8 makes one function of it: a
 * number that goes into another function or comes from it costs an allocation.
 */
export class SeriesDetector implements Detector<Observation> {
  readonly name: string;
  readonly windowSize = seriesWindow;
  private readonly values: SeriesValues;
  private readonly partFor: (arl0: number) => Part;
  private readonly signalOf: Signal<Observation>["valueOf"];
  private readonly isLog: boolean;
  private readonly statistic: Statistic;
  private readonly threshold: number;
  private readonly baseline: Reference;
  private readonly hold: Hold;
  private readonly change: EpisodeTracker;
  private hasScore = false;
  private score = 0;

  /**
   * @param partFor - a fresh statistic, and its threshold for an ARL0 on independent rows
   * @param about - begins the evidence of an alert; called right after its row was read
   */
  constructor(
    name: string,
    values: SeriesValues,
    log: SeriesLog,
    partFor: (arl0: number) => Part,
    about: () => string = () => "",
  ) {
    const { key, valueOf } = log.signal(values.signal);
    const { statistic, threshold: calibrated } = partFor(values.arl0);
    const threshold = values.threshold > 0 ? values.threshold : calibrated;
    this.name = name;
    this.values = values;
    this.partFor = partFor;
    this.signalOf = valueOf;
    this.isLog = values.scale === "log";
    this.statistic = statistic;
    this.threshold = threshold;
    this.baseline = baselineOf(name, values, log);
    this.hold = new Hold(values.quiet);
    this.change = new EpisodeTracker(
      key,
      (score) => `${about()}score ${score.toFixed(2)}, threshold ${threshold.toFixed(2)}`,
    );
  }

  observe(row: Observation): readonly Alert[] {
    const raw = this.signalOf(row);
    if (raw === undefined) return none;
    const value = this.isLog ? Math.log(Math.max(raw, leastValue)) : raw;
    const { baseline } = this;
    if (!baseline.isReady) {
      baseline.learn(value);
      return none;
    }
    const score = this.statistic.next(baseline.score(value));
    this.hasScore = true;
    this.score = score;
    const hasAlarm = score >= this.threshold;
    if (hasAlarm) this.startAgain();
    const isOpen = this.hold.row(hasAlarm);
    if (!isOpen && baseline.isLearning) baseline.learn(value);
    return this.change.judge(row, isOpen ? "error" : undefined, score);
  }

  private startAgain(): void {
    this.statistic.reset();
    this.baseline.doubt();
  }

  scoreNow(): number | undefined {
    return this.hasScore ? this.score : undefined;
  }

  thresholdsNow(): Readonly<Record<string, number>> {
    return { threshold: this.threshold };
  }

  arl0Worth(): Arl0Worth | undefined {
    return seriesWorth(this.name, this.values, this.baseline, (arl0) => ruleOf(this.partFor(arl0)));
  }
}

function ruleOf({ statistic, threshold }: Part): (score: number) => boolean {
  return (score) => {
    const hasAlarm = statistic.next(score) >= threshold;
    if (hasAlarm) statistic.reset();
    return hasAlarm;
  };
}

/**
 * What the option `arl0` is worth on rows like those of the reference.
 * @param rule - as in `ScoreWatch`
 * @returns undefined also with a threshold of the user's own, which promises nothing
 */
export function seriesWorth(
  name: string,
  values: SeriesValues,
  baseline: Reference,
  rule: ScoreWatch["rule"],
): Arl0Worth | undefined {
  const dependence = values.threshold > 0 ? undefined : baseline.dependence();
  const { arl0, quiet, reference: _, model: __, signal: ___, ...others } = values;
  return dependence === undefined
    ? undefined
    : arl0Worth({ rule, quiet, key: JSON.stringify([name, quiet, others]) }, arl0, dependence);
}
