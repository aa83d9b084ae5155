import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { SlidingMaximum } from "../../domain/numbers/sliding-maximum.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import { checkLevels, severityAt } from "./levels.ts";
import { nearestDistances } from "./nearest-window.ts";
import { signalOption } from "./signal.ts";
import { Hold } from "./statistic/hold.ts";

const name = "conformal";

/**
 * The mean distance of the newest window to its `k` nearest among the earlier ones, measured against the same distances of
 * earlier rows: the conformal k-NN of Burnaev and Ishimtsev (2016, "Conformalized density- and distance-based anomaly
 * detection in time-series data") with their window of 19 values and 27 neighbors. The healthy values need no shape, only to
 * return; both directions count.
 *
 * The score is the distance in units of the largest of the last `calibration` ones. At 1 it is what a conformal p-value of
 * 1 / (`calibration` + 1) says; above, it goes on growing where a p-value cannot. The distance is Euclidean; theirs is
 * Mahalanobis'. Nothing is left out of what it learns, so that a lasting change alerts once and then is usual.
 *
 * On independent rows (normal, lognormal, exponential) and on an AR(1) of 0.8 no row of 57,600 exceeds 1.3 more than once.
 */
export const conformal = defineDetector({
  name,
  summary: "Alerts when the newest values resemble nothing before, by a measure that earlier rows calibrate.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    window: {
      kind: "count",
      default: 19,
      min: 1,
      max: 1000,
      unit: "rows",
      describe: "values per window",
    },
    k: {
      kind: "count",
      default: 27,
      min: 1,
      max: 1000,
      describe: "nearest windows whose mean distance counts",
    },
    memory: {
      kind: "count",
      default: 2000,
      min: 1,
      max: 100_000,
      unit: "rows",
      describe: "earlier windows to compare with; its cost per row grows with it",
    },
    calibration: {
      kind: "count",
      default: 1000,
      min: 1,
      max: 1_000_000,
      unit: "rows",
      describe: "earlier distances that tell what is usual",
    },
    reference: {
      kind: "count",
      default: 100,
      min: 1,
      max: 1_000_000,
      unit: "rows",
      describe: "first rows, assumed healthy and not judged",
    },
    warning: {
      kind: "number",
      default: 1.15,
      min: 0,
      describe: "multiple of the largest earlier distance for severity warning",
    },
    error: {
      kind: "number",
      default: 1.3,
      min: 0,
      describe: "multiple of the largest earlier distance for severity error",
    },
    quiet: {
      kind: "count",
      default: 30,
      min: 1,
      unit: "rows",
      describe: "an episode ends after this many rows without a new alarm",
    },
    ...signalOption,
  },
  create: ({ window, k, memory, calibration, reference, warning, error, quiet, signal }, log) => {
    const { key, valueOf } = log.signal(signal);
    const levels = { warning, error };
    checkLevels(name, levels);
    checkReference(window, k, memory, reference);
    const past = new PastWindows(window, k, memory);
    const usual = new SlidingMaximum(calibration);
    const hold = new Hold(quiet);
    const novelty = new EpisodeTracker(key, (times) =>
      times === Infinity
        ? `the newest ${window} values are unlike all earlier windows, which are alike`
        : `the newest ${window} values are ${times.toFixed(2)} times as far from the nearest ${k} earlier windows as any before`,
    );
    let seen = 0;
    let score: number | undefined;

    return {
      name,
      windowSize: window,
      scoreNow: () => score,
      thresholdsNow: () => levels,
      observe: (observation) => {
        const value = valueOf(observation);
        if (value === undefined) return none;
        seen += 1;
        const distance = past.distanceOf(value);
        if (distance === undefined) return none;
        const most = usual.value ?? Infinity;
        usual.add(distance);
        if (seen <= reference) return none;
        // After values that never changed, any change is infinitely unusual.
        score = distance === 0 ? 0 : distance / most;
        const severity = severityAt(score, levels);
        const isOpen = hold.row(severity !== undefined);
        return novelty.judge(observation, isOpen ? (severity ?? "warning") : undefined, score);
      },
    };
  },
});

/** A series of values as overlapping windows. */
class PastWindows {
  private readonly size: number;
  private readonly memory: number;
  private readonly nearest: Float64Array;
  /** The newest values; those before `from` count no more. */
  private readonly values: Float64Array;
  private from = 0;
  private until = 0;

  constructor(size: number, k: number, memory: number) {
    this.size = size;
    this.memory = memory;
    this.nearest = new Float64Array(k);
    this.values = new Float64Array(2 * this.kept);
  }

  /** The newest window, and earlier ones that share no value with it. */
  private get kept(): number {
    return this.memory + 2 * this.size - 1;
  }

  /**
   * Adds a value. Compares the newest window with the earlier ones that do not overlap it.
   * @returns the mean distance to the nearest ones; `undefined` as long as there are too few
   */
  distanceOf(value: number): number | undefined {
    const { values, size, kept, nearest } = this;
    if (this.until === values.length) {
      values.copyWithin(0, this.until - kept + 1);
      this.until = kept - 1;
    }
    values[this.until] = value;
    this.until += 1;
    this.from = Math.max(0, this.until - kept);
    const count = this.until - this.from - 2 * size + 1;
    if (count < nearest.length) return undefined;
    const set = { values: values.subarray(this.from), size, stride: 1, count };
    nearestDistances(set, values, this.until - size, nearest);
    let sum = 0;
    for (const distance of nearest) sum += distance;
    return sum / nearest.length;
  }
}

/** @throws FiredrillError BAD_OPTION when no window is calibrated before the first is judged */
function checkReference(window: number, k: number, memory: number, reference: number): void {
  const fewest = 2 * window + k - 1;
  if (reference < fewest || memory < k)
    throw new FiredrillError(
      "usage",
      "BAD_OPTION",
      `${name}: windows of ${window} rows and ${k} neighbors need a reference of ${fewest} rows and a memory of ${k}, but have ${reference} and ${memory}.`,
      "Raise reference or memory, or lower window or k.",
    );
}
