import { upperMiddle } from "./quantile.ts";

const mostBlocks = 400;
const leastBlockRows = 5;
/** Of the noise of a block: a smaller change is none. */
const leastShift = 5;

/**
 * Rows from which on values are larger or smaller than before, the clearest first: binary segmentation (Scott and Knott, 1974)
 * by the CUSUM of the medians of blocks, whose noise is told by their differences from one to the next; then the row
 * between two blocks at which the values cross over.
 * @param rows - how many values there are
 * @returns indexes of rows, none below 1
 */
export function changePoints(rows: number, valueOf: (row: number) => number): readonly number[] {
  const count = Math.min(mostBlocks, Math.floor(rows / leastBlockRows));
  const startOf = (block: number): number => Math.floor((block * rows) / count);
  const levels = Array.from({ length: count }, (_, block) =>
    medianOf(valuesIn(startOf(block), startOf(block + 1), valueOf)),
  );
  const noise = noiseOf(levels);
  const found: { readonly row: number; readonly size: number }[] = [];
  const split = (from: number, until: number): void => {
    const best = clearestSplit(levels, from, until);
    if (best === undefined || best.size < leastShift * noise) return;
    found.push({ row: crossing(best.at), size: best.size });
    split(from, best.at);
    split(best.at, until);
  };
  split(0, count);
  return found.toSorted((a, b) => b.size - a.size).map(({ row }) => row);

  /** Within the blocks on both sides: rows before it are nearer to the old level, and those from it on to the new one. */
  function crossing(block: number): number {
    const [before, after] = [
      levels[Math.max(0, block - 2)] ?? 0,
      levels[Math.min(count - 1, block + 1)] ?? 0,
    ];
    const middle = (before + after) / 2;
    const sign = after > before ? 1 : -1;
    const from = startOf(block - 1);
    let [sum, best, row] = [0, 0, from];
    for (let at = from; at < startOf(block + 1); at += 1) {
      sum += (middle - valueOf(at)) * sign;
      if (sum > best) [best, row] = [sum, at + 1];
    }
    return Math.max(1, Math.min(row, rows - 1));
  }
}

function medianOf(values: Float64Array): number {
  return upperMiddle(values.toSorted()) ?? 0;
}

function valuesIn(from: number, until: number, valueOf: (row: number) => number): Float64Array {
  return Float64Array.from({ length: until - from }, (_, at) => valueOf(from + at));
}

/** The standard deviation of one block, from neighbors, so that changes do not count; never 0. */
function noiseOf(levels: readonly number[]): number {
  const steps = Float64Array.from(levels.slice(1), (level, at) => Math.abs(level - (levels[at] ?? 0)));
  return Math.max(0.01, steps.length === 0 ? 0 : medianOf(steps) / 0.954);
}

/** By the difference of the means on both sides, weighed with their lengths. */
function clearestSplit(
  levels: readonly number[],
  from: number,
  until: number,
): { readonly at: number; readonly size: number } | undefined {
  const length = until - from;
  const total = levels.slice(from, until).reduce((sum, level) => sum + level, 0);
  let best: { readonly at: number; readonly size: number } | undefined;
  let left = 0;
  for (let at = from + 1; at < until; at += 1) {
    left += levels[at - 1] ?? 0;
    const [before, after] = [at - from, until - at];
    const size = Math.abs(left / before - (total - left) / after) * Math.sqrt((before * after) / length);
    if (best === undefined || size > best.size) best = { at, size };
  }
  return best;
}
