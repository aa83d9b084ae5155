/**
 * The first whole number in `[from, until)` for which a claim holds that, once it holds, holds for all that follow; `until`
 * when it holds for none.
 */
export function firstIndex(from: number, until: number, holds: (index: number) => boolean): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many of the numbers are at most `limit`. Asks nobody, as `firstIndex` does, for it is called row by row. */
export function countUpTo(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
