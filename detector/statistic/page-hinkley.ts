import { pageHinkleyTable } from "./page-hinkley-table.ts";
import type { Statistic } from "./statistic.ts";
import { thresholdFromTable } from "./threshold-table.ts";

/** What each value must exceed the mean by, in standard deviations; the table is for this one. */
const tolerance = 0.005;

/** The mean begins as that of so many healthy values, or a fault in the first ones would be the mean; so does the table. */
const referenceValues = 100;

/**
 * The Page-Hinkley test (Hinkley 1971) as stream libraries have it: the sum of how far values lie above the mean of all
 * values so far, over the lowest that this sum has been. One division a value.
 */
export function pageHinkleyStatistic(): Statistic {
  const [count, mean, sum, least] = [0, 1, 2, 3];
  const state = new Float64Array(4);
  return {
    next: (value) => {
      const seen = (state[count] ?? 0) + 1;
      const before = state[mean] ?? 0;
      const middle = before + (value - before) / (seen + referenceValues);
      const total = (state[sum] ?? 0) + value - middle - tolerance;
      state[count] = seen;
      state[mean] = middle;
      state[sum] = total;
      if (total < (state[least] ?? 0)) state[least] = total;
      return total - (state[least] ?? 0);
    },
    reset: () => {
      state.fill(0);
    },
  };
}

/** From a table of seeded simulations. */
export function pageHinkleyThreshold(arl0: number): number {
  return thresholdFromTable(pageHinkleyTable, arl0);
}
