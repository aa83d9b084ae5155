import { defineDetector, none } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { episodeTracker } from "../episode-tracker.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import { nearestDistances, slidingWindows } from "./nearest-window.ts";
import { signalOption, withUnit } from "./signal.ts";

const name = "knn";

/**
 * Distance from the newest values to the nearest stretch of a healthy past, judged at every row. After the response
 * time detector of the original (see `knn-original`), which compares block with block: this one slides by one, keeps
 * its reference, and tells the end of an episode from the beginning.
 */
export const knn = defineDetector({
  name,
  summary: "Alerts when the newest values are far from every window of the first, healthy ones.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    window: {
      kind: "count",
      default: 10,
      min: 1,
      max: 10_000,
      unit: "rows",
      describe: "values compared at once",
    },
    k: { kind: "count", default: 1, min: 1, max: 10_000, describe: "which nearest window counts" },
    reference: {
      kind: "count",
      default: 30,
      min: 1,
      max: 1_000_000,
      unit: "rows",
      describe: "first rows, taken as healthy; no window that overlaps them is judged",
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
    const strangeness = episodeTracker(key, (distance) =>
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
        return strangeness.judge(observation, severityAt(distance, levels), distance);
      },
    };
  },
});

function describe(distance: string, k: number, window: number, count: number): string {
  const which = k === 1 ? "the nearest" : `number ${k} by nearness`;
  return `the newest ${window} lie ${distance} from ${which} of ${count} healthy windows`;
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
    `${name}: k is ${k}, but the first ${reference} rows (reference) hold ${count} windows of ${window}.`,
    `Set reference to at least ${window + k - 1}, or lower window or k.`,
  );
}

/** The newest values of a series, side by side in order of arrival. */
interface NewestWindow {
  /** Holds them at `[from(), from() + size)`; what stands elsewhere means nothing. */
  readonly values: Float64Array;
  readonly from: () => number;
  /** Adds one and forgets the oldest. Allocates nothing. */
  readonly push: (value: number) => void;
}

/** Zeros until `size` values have come. Each value is written twice, a window apart, so that no reader has to wrap. */
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
