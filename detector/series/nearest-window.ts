import { interpolatedQuantile } from "../../domain/numbers/quantile.ts";

/** Windows of equal size in one array; overlapping windows share their values. */
export interface WindowSet {
  readonly values: Float64Array;
  /** Values in a window. */
  readonly size: number;
  /** Distance between window starts: 1 for sliding windows, `size` for the rows of a matrix. */
  readonly stride: number;
  readonly count: number;
}

/**
 * Every window of `size` consecutive values; none when there are fewer values. Shares `values`, so it sees later
 * changes.
 */
export function slidingWindows(values: Float64Array, size: number): WindowSet {
  return { values, size, stride: 1, count: Math.max(0, values.length - size + 1) };
}

/**
 * Euclidean distances from a window to its nearest neighbors, exactly. Allocates nothing.
 * @param window - holds the window at `[from, from + set.size)`
 * @param nearest - filled with the smallest distances in ascending order, as many as it has room for; `Infinity`
 *   where the set has fewer windows or its values are not numbers
 */
export function nearestDistances(
  set: WindowSet,
  window: Float64Array,
  from: number,
  nearest: Float64Array,
): void {
  for (let rank = 0; rank < nearest.length; rank += 1) nearest[rank] = Infinity;
  const last = nearest.length - 1;
  let farthest = Infinity;
  for (let index = 0; index < set.count; index += 1) {
    const squared = squaredDistance(set, index * set.stride, window, from, farthest);
    if (squared < farthest) {
      insert(nearest, squared);
      farthest = nearest[last] ?? Infinity;
    }
  }
  for (let rank = 0; rank <= last; rank += 1) nearest[rank] = Math.sqrt(nearest[rank] ?? Infinity);
}

/**
 * Counts windows whose squared distance is below a limit, and stops when there are enough: a healthy window needs few looks.
 * @param window - holds the window at `[from, from + set.size)`
 * @param limit - of the squared distance
 * @returns at most `enough`
 */
export function countNearer(
  set: WindowSet,
  window: Float64Array,
  from: number,
  limit: number,
  enough: number,
): number {
  let count = 0;
  for (let index = 0; index < set.count && count < enough; index += 1)
    if (squaredDistance(set, index * set.stride, window, from, limit) < limit) count += 1;
  return count;
}

/** What counts of the distances to the nearest windows, in ascending order. */
export type DistanceOf = (nearest: Float64Array) => number;

/** @param method - `largest`, `mean` or `median` of the distances */
export function distanceBy(method: string): DistanceOf {
  if (method === "mean") return (nearest) => nearest.reduce((sum, one) => sum + one, 0) / nearest.length;
  if (method === "median") return (nearest) => interpolatedQuantile(nearest, 0.5);
  return (nearest) => nearest[nearest.length - 1] ?? Infinity;
}

/** Of more windows than this, as many are compared with the others, evenly apart. */
const mostCompared = 5000;

/** The distance of each window of the set to the `k` nearest others. */
export function ownDistances(set: WindowSet, k: number, distanceOf: DistanceOf): Float64Array {
  const step = Math.max(1, Math.ceil(set.count / mostCompared));
  const withItself = new Float64Array(k + 1);
  return Float64Array.from({ length: Math.ceil(set.count / step) }, (_, at) => {
    nearestDistances(set, set.values, at * step * set.stride, withItself);
    return distanceOf(withItself.subarray(1));
  });
}

/**
 * Euclidean distances from a window to every window of the set. Allocates nothing.
 * @param window - holds the window at `[from, from + set.size)`
 * @param least - smaller distances count as this
 */
export function allDistances(
  set: WindowSet,
  window: Float64Array,
  from: number,
  least: number,
  distances: Float64Array,
): void {
  for (let index = 0; index < set.count; index += 1)
    distances[index] = Math.max(
      least,
      Math.sqrt(squaredDistance(set, index * set.stride, window, from, Infinity)),
    );
}

/** The sum of squares, or a partial sum that has reached `limit`. */
function squaredDistance(
  { values, size }: WindowSet,
  start: number,
  window: Float64Array,
  from: number,
  limit: number,
): number {
  let sum = 0;
  for (let offset = 0; offset < size && sum < limit; offset += 1) {
    const difference = (window[from + offset] ?? 0) - (values[start + offset] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** Inserts `value` into ascending values and drops the last. */
function insert(ascending: Float64Array, value: number): void {
  let place = ascending.length - 1;
  for (; place > 0 && value < (ascending[place - 1] ?? 0); place -= 1)
    ascending[place] = ascending[place - 1] ?? 0;
  ascending[place] = value;
}
