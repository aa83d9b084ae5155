import type { Observation } from "../domain/observation.ts";

/** When each row that a detector was shown ended. */
export interface RowsShown {
  readonly add: (observation: Observation) => void;
  /** -1 before the first row. */
  readonly lastIndex: () => number;
  readonly atMs: (index: number) => number | undefined;
  /**
   * Index of the last row that had ended by then, or of the last one shown when no time is given; 0 when there is none,
   * for an alert may come before the first row.
   */
  readonly lastBy: (atMs: number | undefined) => number;
}

export function rowsShown(): RowsShown {
  const atMs: number[] = [];
  return {
    add: (observation) => {
      atMs[observation.index] = observation.atMs;
    },
    lastIndex: () => atMs.length - 1,
    atMs: (index) => atMs[index],
    lastBy: (byMs) => Math.max(0, (byMs === undefined ? atMs.length : countUpTo(atMs, byMs)) - 1),
  };
}

/** How many of the ascending instants are not after `byMs`. */
function countUpTo(instants: readonly number[], byMs: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] ?? Infinity) <= byMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
