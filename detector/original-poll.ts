import type { Severity } from "../domain/alert.ts";
import type { Levels } from "./levels.ts";
import { severityAt } from "./levels.ts";
import { nearestDistances, slidingWindows } from "./nearest-window.ts";

/** What the original carries from one poll of the log to the next. */
export interface OriginalState {
  /** Values slid over for good. */
  readonly oldCount: number;
  /** Those after them, oldest first. */
  readonly pending: readonly number[];
}

/** What a poll that found enough values compared. */
interface OriginalFit {
  /** Index of the first value of the only training window. */
  readonly trainFrom: number;
  /** Of every later window from it, seconds; the first of them starts a window after `trainFrom`. */
  readonly distances: readonly number[];
}

/** One line that the original prints. */
interface OriginalAlarm {
  readonly severity: Severity;
  /** Indexes of the tested window, both ends counted. */
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

export interface OriginalOptions extends Levels {
  /** Values compared at once, and how far it slides. */
  readonly window: number;
}

export const freshOriginalState: OriginalState = { oldCount: 0, pending: [] };

/**
 * One poll of the original: the oldest window that it has not slid over is the training, every window after it that
 * the log holds by now is tested, and then it slides by exactly one window, however many values there were. Behind by
 * more than a window it therefore tests, and prints, the same windows again next time.
 * @param arrived - the values, in seconds, that were written since the poll before
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
