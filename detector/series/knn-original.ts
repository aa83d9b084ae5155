import type { Severity } from "../../domain/alert.ts";
import { defineDetector, none } from "../../domain/detector.ts";
import { EpisodeTracker } from "../episode-tracker.ts";
import type { Levels } from "./levels.ts";
import { checkLevels, distanceLevels, severityAt } from "./levels.ts";
import { nearestDistances, slidingWindows } from "./nearest-window.ts";
import { signalOption, withUnit } from "./signal.ts";

const name = "knn-original";

/**
 * The original algorithm, polled after every row: compares each block of values with the block before it.
 * `pollOriginal` also reproduces the original's missed polls and repeated lines.
 *
 * The original prints a line per alarmed block and never reports the end. Here the first alarmed block opens an
 * episode and the first quiet block after it resolves it. Only a change is far from the block before, so a lasting
 * fault resolves after a block or two, and its end opens an episode of its own.
 */
export const knnOriginal = defineDetector({
  name,
  summary: "The original algorithm: alerts when a block of values is far from the block before it.",
  reads: { signals: [], madeFor: "continuous" },
  options: {
    window: { kind: "count", default: 10, min: 1, max: 10_000, unit: "rows", describe: "values in a block" },
    ...distanceLevels,
    ...signalOption,
  },
  create: (options, log) => {
    const { window } = options;
    const { key, unit, valueOf } = log.signal(options.signal);
    checkLevels(name, options);
    const change = new EpisodeTracker(key, (distance) =>
      describe(withUnit(distance.toFixed(3), unit), window),
    );
    let state = freshOriginalState;

    return {
      name,
      windowSize: window,
      observe: (observation) => {
        const value = valueOf(observation);
        if (value === undefined) return none;
        const poll = pollOriginal(state, [value], options);
        state = poll.state;
        const distance = poll.fit?.distances[0];
        if (distance === undefined) return none;
        return change.judge(observation, severityAt(distance, options), distance);
      },
    };
  },
});

function describe(distance: string, window: number): string {
  return `the newest ${window} values are at distance ${distance} from the ${window} before them`;
}

/** What the original keeps between polls of the log. */
interface OriginalState {
  /** Values that the window has moved past for good. */
  readonly oldCount: number;
  /** Those after them, oldest first. */
  readonly pending: readonly number[];
}

/** The comparison that a poll made. */
interface OriginalFit {
  /** Index of the first value of the only training window. */
  readonly trainFrom: number;
  /** Distance of every later window; the first of them starts one window after `trainFrom`. */
  readonly distances: readonly number[];
}

/** One line that the original prints. */
interface OriginalAlarm {
  readonly severity: Severity;
  /** First and last index of the tested window. */
  readonly testFrom: number;
  readonly testTo: number;
  readonly distance: number;
}

export interface OriginalPoll {
  readonly state: OriginalState;
  /** Absent when there were fewer than two windows of values. */
  readonly fit?: OriginalFit;
  readonly alarms: readonly OriginalAlarm[];
}

interface OriginalOptions extends Levels {
  /** Values per window, and the step between windows. */
  readonly window: number;
}

export const freshOriginalState: OriginalState = { oldCount: 0, pending: [] };

/**
 * One poll of the original. The oldest window it has not moved past is the training data; every later window in the
 * log is tested; then it moves on by exactly one window, however many values there were. If it is more than a window
 * behind, it therefore tests and prints the same windows again at the next poll.
 * @param arrived - values written since the poll before
 */
export function pollOriginal(
  { oldCount, pending: before }: OriginalState,
  arrived: readonly number[],
  options: OriginalOptions,
): OriginalPoll {
  const { window } = options;
  const pending = [...before, ...arrived];
  if (pending.length < 2 * window) return { state: { oldCount, pending }, alarms: [] };
  const fit = { trainFrom: oldCount, distances: distancesFromFirst(pending, window) };
  const state = { oldCount: oldCount + window, pending: pending.slice(window) };
  return { state, fit, alarms: alarmsOf(fit, options) };
}

function distancesFromFirst(values: readonly number[], window: number): readonly number[] {
  const series = Float64Array.from(values);
  const training = slidingWindows(series.subarray(0, window), window);
  const tested = slidingWindows(series.subarray(window), window);
  const nearest = new Float64Array(1);
  return Array.from({ length: tested.count }, (_, from) => {
    nearestDistances(training, tested.values, from, nearest);
    return nearest[0] ?? Infinity;
  });
}

function alarmsOf({ trainFrom, distances }: OriginalFit, options: OriginalOptions): readonly OriginalAlarm[] {
  return distances.flatMap((distance, offset) => {
    const severity = severityAt(distance, options);
    const testFrom = trainFrom + options.window + offset;
    const testTo = testFrom + options.window - 1;
    return severity === undefined ? [] : [{ severity, testFrom, testTo, distance }];
  });
}
