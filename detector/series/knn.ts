import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { plural } from "../../domain/text/printable.ts";
import { episodeTracker } from "../episode-tracker.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import { nearestDistances, slidingWindows } from "./nearest-window.ts";
import { signalOption, withUnit } from "./signal.ts";

const name = "knn";

/**
 * The distance from the newest values to the nearest window of the healthy reference, judged at every row. Based on
 * the original response-time detector (`knn-original`), which compares block with block: this one slides by one row,
 * keeps its reference, and resolves an episode when it ends.
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
    k: { kind: "count", default: 1, min: 1, max: 10_000, describe: "distance to the k-th nearest window" },
    reference: {
      kind: "count",
      default: 30,
      min: 1,
      max: 1_000_000,
      unit: "rows",
      describe: "first rows, assumed healthy; windows that overlap them are not judged",
    },
    ...distanceLevels,
    ...signalOption,
  },
  create: ({ window, k, reference, warning, error, signal }, log) => {
    const { key, unit, valueOf } = log.signal(signal);
    const levels = { warning, error };
    checkLevels(name, levels);
    checkReference(window, k, reference);
    const healthy = slidingWindows(new Float64Array(reference), window);
    const newest = newestWindow(window);
    const nearest = new Float64Array(k);
    const deviation = episodeTracker(key, (distance) =>
      describe(withUnit(distance.toFixed(3), unit), k, window, healthy.count),
    );
    let seen = 0;

    return {
      name,
      windowSize: window,
      observe: (observation) => {
        const value = valueOf(observation);
        if (value === undefined) return none;
        seen += 1;
        if (seen <= reference) {
          healthy.values[seen - 1] = value;
          return none;
        }
        newest.push(value);
        if (seen < reference + window) return none;
        nearestDistances(healthy, newest.values, newest.from(), nearest);
        const distance = nearest[k - 1] ?? Infinity;
        return deviation.judge(observation, severityAt(distance, levels), distance);
      },
    };
  },
});

function describe(distance: string, k: number, window: number, count: number): string {
  const which = k === 1 ? "the nearest" : `nearest neighbor ${k}`;
  return `the newest ${window} values are at distance ${distance} from ${which} of ${count} healthy windows`;
}

/** @throws FiredrillError BAD_OPTION when the reference has fewer than `k` windows */
function checkReference(window: number, k: number, reference: number): void {
  const count = Math.max(0, reference - window + 1);
  if (k > count) throw tooFewWindows(window, k, reference, count);
}

function tooFewWindows(window: number, k: number, reference: number, count: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_OPTION",
    `${name}: k is ${k}, but the reference of ${reference} rows has only ${plural(count, "window")} of ${window} rows.`,
    `Set reference to at least ${window + k - 1}, or lower window or k.`,
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
