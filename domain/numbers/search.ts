/**
 * Binary search for the first whole number in `[from, until)` for which `holds` is true; `until` if there is none.
 * @param holds - once true, true for all larger numbers
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

/** How many of the values are at most `limit`. Inlines the search of `firstIndex`, because it runs for every row. */
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
