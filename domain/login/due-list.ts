/** Things that fall due, ordered by instant and then by the order in which they were added. */
export interface DueList<T> {
  readonly add: (atMs: number, what: T) => void;
  /** Takes out the earliest. */
  readonly next: () => Due<T> | undefined;
}

interface Due<T> {
  readonly atMs: number;
  readonly what: T;
}

/** Kept sorted: few things wait at any time. */
export function dueList<T>(): DueList<T> {
  const waiting: Due<T>[] = [];
  return {
    add: (atMs, what) => {
      waiting.splice(placeAfterEqual(waiting, atMs), 0, { atMs, what });
    },
    next: () => waiting.shift(),
  };
}

function placeAfterEqual(waiting: readonly Due<unknown>[], atMs: number): number {
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
