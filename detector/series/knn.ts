import type { Severity } from "../../domain/alert.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { interpolatedQuantile } from "../../domain/numbers/quantile.ts";
import { plural } from "../../domain/text/printable.ts";
import { episodeTracker } from "../episode-tracker.ts";
import type { Levels } from "./levels.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import { contaminationOption, finestDistance, limitFrom, usualShare } from "./limit.ts";
import { distanceBy, nearestDistances, ownDistances, slidingWindows } from "./nearest-window.ts";
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
  create: (options, log) => {
    const { window, k, reference, contamination } = options;
    const { key, unit, valueOf } = log.signal(options.signal);
    checkLevels(name, options);
    const isLearned = contamination > 0 || (unit !== "s" && hasUsualLevels(options));
    checkReference(window, k, reference, isLearned ? 1 : 0);
    const healthy = slidingWindows(new Float64Array(reference), window);
    const newest = newestWindow(window);
    const nearest = new Float64Array(k);
    const distanceOf = distanceBy(options.method);
    let limit = Infinity;
    const deviation = episodeTracker(key, (distance) => {
      const most = isLearned ? `, limit ${withUnit(limit.toFixed(3), unit)}` : "";
      return describe(withUnit(distance.toFixed(3), unit), options, healthy.count) + most;
    });
    const learnLimit = (): void => {
      const distances = ownDistances(healthy, k, distanceOf).toSorted();
      const beyond = interpolatedQuantile(distances, 1 - usualShare(options));
      limit = limitFrom(options, Math.max(beyond, finestDistance(healthy.values, window)));
    };
    const severityOf = (distance: number): Severity | undefined => {
      if (!isLearned) return severityAt(distance, options);
      return distance > limit ? "error" : undefined;
    };
    let seen = 0;
    let now: number | undefined;

    return {
      name,
      windowSize: window,
      scoreNow: () => now,
      observe: (observation) => {
        const value = valueOf(observation);
        if (value === undefined) return none;
        seen += 1;
        if (seen <= reference) {
          healthy.values[seen - 1] = value;
          if (seen === reference && isLearned) learnLimit();
          return none;
        }
        newest.push(value);
        if (seen < reference + window) return none;
        nearestDistances(healthy, newest.values, newest.from(), nearest);
        const distance = distanceOf(nearest);
        now = distance;
        return deviation.judge(observation, severityOf(distance), distance);
      },
    };
  },
});

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

/** The newest values of a series, side by side in order of arrival. */
interface NewestWindow {
  /** Holds the window at `[from(), from() + size)`; other cells are meaningless. */
  readonly values: Float64Array;
  readonly from: () => number;
  /** Adds a value and drops the oldest. Allocates nothing. */
  readonly push: (value: number) => void;
}

/**
 * Zeros until `size` values have arrived. Stores each value twice, a window apart, so that readers need not wrap
 * around.
 */
export function newestWindow(size: number): NewestWindow {
  const values = new Float64Array(2 * size);
  let oldest = 0;

  return {
    values,
    from: () => oldest,
    push: (value) => {
      values[oldest] = value;
      values[oldest + size] = value;
      oldest = oldest + 1 === size ? 0 : oldest + 1;
    },
  };
}
