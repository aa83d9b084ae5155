/** A value and how often it occurs. */
export interface Weighted {
  readonly value: number;
  readonly count: number;
}

/** Five figures of a distribution, its mean, and what lies far out. */
export interface Box {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly max: number;
  /** The outermost values within 1.5 interquartile ranges of the quartiles (Tukey). */
  readonly whiskers: readonly [low: number, high: number];
  /** Distinct values beyond the whiskers, ascending. */
  readonly outliers: readonly number[];
}

const reach = 1.5;

/** Exact; quartiles lie between two values in proportion (R's type 7, as pandas has it). `undefined` of nothing. */
export function boxOf(values: readonly Weighted[]): Box | undefined {
  const sorted = values.filter(({ count }) => count > 0).toSorted((a, b) => a.value - b.value);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const count = sorted.reduce((sum, weighted) => sum + weighted.count, 0);
  const quantile = (share: number): number => between(sorted, (count - 1) * share);
  const [lowerQuartile, upperQuartile] = [quantile(0.25), quantile(0.75)];
  const far = (upperQuartile - lowerQuartile) * reach;
  const isNear = (value: number): boolean => value >= lowerQuartile - far && value <= upperQuartile + far;
  const near = sorted.filter(({ value }) => isNear(value));
  return {
    count,
    mean: sorted.reduce((sum, weighted) => sum + weighted.value * weighted.count, 0) / count,
    min: first.value,
    lowerQuartile,
    median: quantile(0.5),
    upperQuartile,
    max: last.value,
    whiskers: [near[0]?.value ?? lowerQuartile, near.at(-1)?.value ?? upperQuartile],
    outliers: [...new Set(sorted.map(({ value }) => value).filter((value) => !isNear(value)))],
  };
}

/** The value at a rank from 0, in proportion between two of them. */
function between(sorted: readonly Weighted[], rank: number): number {
  const below = Math.floor(rank);
  const [low, high] = [valueAt(sorted, below), valueAt(sorted, Math.ceil(rank))];
  return low + (high - low) * (rank - below);
}

function valueAt(sorted: readonly Weighted[], rank: number): number {
  let before = 0;
  for (const { value, count } of sorted) {
    before += count;
    if (before > rank) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}
