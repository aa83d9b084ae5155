import type { Alert, Severity } from "../../domain/alert.ts";
import type { Detector, LogSetting } from "../../domain/detector.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { interpolatedQuantile } from "../../domain/numbers/quantile.ts";
import type { Signal } from "../../domain/source.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import type { Levels } from "./levels.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import type { LimitOptions } from "./limit.ts";
import { contaminationOption, finestDistance, limitFrom, usualShare } from "./limit.ts";
import type { DistanceOf, WindowSet } from "./nearest-window.ts";
import { countNearer, distanceBy, nearestDistances, ownDistances, slidingWindows } from "./nearest-window.ts";
import { signalOption, withUnit } from "./signal.ts";

const name = "knn";

/**
 * The distance from the newest values to the nearest window of the healthy reference, judged at every row. Based on
 * the original response-time detector (`knn-original`), which compares block with block: this one slides by one row,
 * keeps its reference, and resolves an episode when it ends.
 *
 * Thresholds in seconds mean nothing on another signal. There, unless they are given, the limit is `margin` times the
 * largest distance within the reference. Over 200 seeds of a healthy process no window exceeds 12 times that distance.
 */
export const knn = defineDetector({
  name,
  summary: "Alerts when the newest values are far from every window of the first, healthy values.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    window: {
      kind: "count",
      default: 10,
      min: 1,
      max: 10_000,
      unit: "rows",
      describe: "values per window",
    },
    k: { kind: "count", default: 1, min: 1, max: 10_000, describe: "nearest windows to compare with" },
    method: {
      kind: "choice",
      default: "largest",
      choices: ["largest", "mean", "median"],
      describe: "which of the distances to the k nearest windows counts",
    },
    reference: {
      kind: "count",
      default: 30,
      min: 1,
      max: 1_000_000,
      unit: "rows",
      describe: "first rows, assumed healthy; windows that overlap them are not judged",
    },
    ...distanceLevels,
    ...contaminationOption,
    margin: {
      kind: "number",
      default: 15,
      min: 1,
      describe:
        "signals not in seconds, without warning and error: alert at this multiple of the largest distance within the reference",
    },
    ...signalOption,
  },
  create: (options, log) => new Knn(options, log),
});

interface KnnValues extends Levels, LimitOptions, Described {
  readonly reference: number;
  readonly signal: string | undefined;
}

class Knn implements Detector<Observation> {
  readonly name = name;
  readonly windowSize: number;
  private readonly options: KnnValues;
  private readonly signalOf: Signal<Observation>["valueOf"];
  private readonly isLearned: boolean;
  private readonly healthy: WindowSet;
  private readonly newest: NewestWindow;
  private readonly nearest: Float64Array;
  private readonly distanceOf: DistanceOf;
  private readonly deviation: EpisodeTracker;
  private limit = Infinity;
  private seen = 0;
  /** To the newest window; undefined until something needs it. */
  private distance: number | undefined;

  constructor(options: KnnValues, log: LogSetting<LogSource>) {
    const { window, k, reference, contamination } = options;
    const { key, unit, valueOf } = log.signal(options.signal);
    checkLevels(name, options);
    this.isLearned = contamination > 0 || (unit !== "s" && hasUsualLevels(options));
    checkReference(window, k, reference, this.isLearned ? 1 : 0);
    this.windowSize = window;
    this.options = options;
    this.signalOf = valueOf;
    this.healthy = slidingWindows(new Float64Array(reference), window);
    this.newest = new NewestWindow(window);
    this.nearest = new Float64Array(k);
    this.distanceOf = distanceBy(options.method);
    this.deviation = new EpisodeTracker(key, (distance) => {
      const most = this.isLearned ? `, limit ${withUnit(this.limit.toFixed(3), unit)}` : "";
      return describe(withUnit(distance.toFixed(3), unit), options, this.healthy.count) + most;
    });
  }

  observe(row: Observation): readonly Alert[] {
    const { window, reference } = this.options;
    const value = this.signalOf(row);
    if (value === undefined) return none;
    this.seen += 1;
    if (this.seen <= reference) {
      this.healthy.values[this.seen - 1] = value;
      if (this.seen === reference && this.isLearned) this.limit = this.learnedLimit();
      return none;
    }
    this.newest.push(value);
    if (!this.isFilled(window, reference)) return none;
    this.distance = undefined;
    if (this.isAsBefore()) return none;
    const distance = this.measured();
    return this.deviation.judge(row, this.severityOf(distance), distance);
  }

  scoreNow(): number | undefined {
    return this.isFilled(this.options.window, this.options.reference) ? this.measured() : undefined;
  }

  private measured(): number {
    if (this.distance !== undefined) return this.distance;
    nearestDistances(this.healthy, this.newest.values, this.newest.from(), this.nearest);
    this.distance = this.distanceOf(this.nearest);
    return this.distance;
  }

  /**
   * True if the row surely changes no severity, which takes a fraction of the time of measuring. While all is well it is
   * enough that `k` windows are near; in an error, that none is.
   */
  private isAsBefore(): boolean {
    const { healthy, newest, deviation } = this;
    const level = this.isLearned ? this.limit : this.options.warning;
    const squared = level * level;
    if (squared < leastSquare || deviation.severity === "warning") return false;
    const isOpen = deviation.severity === "error";
    const limit = squared * (isOpen ? 1 + roundingShare : 1 - roundingShare);
    const enough = isOpen ? 1 : this.nearest.length;
    const count = countNearer(healthy, newest.values, newest.from(), limit, enough);
    return isOpen ? count === 0 : count === enough;
  }

  private isFilled(window: number, reference: number): boolean {
    return this.seen >= reference + window;
  }

  private learnedLimit(): number {
    const { healthy, options } = this;
    const distances = ownDistances(healthy, options.k, this.distanceOf).toSorted();
    const beyond = interpolatedQuantile(distances, 1 - usualShare(options));
    return limitFrom(options, Math.max(beyond, finestDistance(healthy.values, options.window)));
  }

  private severityOf(distance: number): Severity | undefined {
    if (!this.isLearned) return severityAt(distance, this.options);
    return distance > this.limit ? "error" : undefined;
  }
}

/** More than what rounding takes from the mean of a million distances or adds to it. */
const roundingShare = 1e-9;

/** Squares below this lose digits. */
const leastSquare = 1e-290;

function hasUsualLevels({ warning, error }: Levels): boolean {
  return warning === distanceLevels.warning.default && error === distanceLevels.error.default;
}

interface Described {
  readonly window: number;
  readonly k: number;
  readonly method: string;
}

function describe(distance: string, { window, k, method }: Described, count: number): string {
  const many = method === "largest" ? `nearest neighbor ${k}` : `the ${k} nearest (${method})`;
  const which = k === 1 ? "the nearest" : many;
  return `the newest ${window} values are at distance ${distance} from ${which} of ${count} healthy windows`;
}

/**
 * @param more - windows of the reference beside the k nearest
 * @throws FiredrillError BAD_OPTION when it has fewer
 */
function checkReference(window: number, k: number, reference: number, more: number): void {
  const count = Math.max(0, reference - window + 1);
  if (k + more > count) throw tooFewWindows(window, k, reference, more);
}

function tooFewWindows(window: number, k: number, reference: number, more: number): FiredrillError {
  const count = Math.max(0, reference - window + 1);
  return new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${name}: k is ${k}, but the reference of ${reference} rows has only ${plural(count, "window")} of ${window} rows.`,
    `Set reference to at least ${window + k + more - 1}, or lower window or k.`,
  );
}

/**
 * The newest values of a series, side by side in order of arrival; zeros until `size` values have arrived. Stores each value
 * twice, a window apart, so that readers need not wrap around.
 */
export class NewestWindow {
  /** Holds the window at `[from(), from() + size)`; other cells are meaningless. */
  readonly values: Float64Array;
  private readonly size: number;
  private oldest = 0;

  constructor(size: number) {
    this.size = size;
    this.values = new Float64Array(2 * size);
  }

  from(): number {
    return this.oldest;
  }

  /** Adds a value and drops the oldest. Allocates nothing. */
  push(value: number): void {
    const { values, size, oldest } = this;
    values[oldest] = value;
    values[oldest + size] = value;
    this.oldest = oldest + 1 === size ? 0 : oldest + 1;
  }
}
