import type { Statistic } from "./statistic.ts";

/** A statistic and its threshold. */
export interface Part {
  readonly statistic: Statistic;
  readonly threshold: number;
}

/** Two statistics watched at once: the larger score, each in units of its own threshold. */
export function jointStatistic(one: Part, other: Part): Statistic {
  return {
    next: (value) => {
      const first = one.statistic.next(value) / one.threshold;
      const second = other.statistic.next(value) / other.threshold;
      return first > second ? first : second;
    },
    reset: () => {
      one.statistic.reset();
      other.statistic.reset();
    },
  };
}
