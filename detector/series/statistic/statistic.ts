/** A running measure of evidence that values are no longer standard normal. Allocates nothing per value. */
export interface Statistic {
  /** Adds a value and returns the evidence so far; 0 or less means none. */
  next(value: number): number;
  reset(): void;
}

/** A statistic and its threshold. */
export interface Part {
  readonly statistic: Statistic;
  readonly threshold: number;
}

/** The larger score of two statistics, each in units of its own threshold. */
export class JointStatistic implements Statistic {
  private readonly one: Part;
  private readonly other: Part;

  constructor(one: Part, other: Part) {
    this.one = one;
    this.other = other;
  }

  next(value: number): number {
    const first = this.one.statistic.next(value) / this.one.threshold;
    const second = this.other.statistic.next(value) / this.other.threshold;
    return first > second ? first : second;
  }

  reset(): void {
    this.one.statistic.reset();
    this.other.statistic.reset();
  }
}

/** Caches a slow function of an ARL0 and one parameter. */
export function remembered(
  compute: (arl0: number, parameter: number) => number,
): (arl0: number, parameter: number) => number {
  const known = new Map<string, number>();
  return (arl0, parameter) => {
    const key = `${arl0} ${parameter}`;
    const value = known.get(key) ?? compute(arl0, parameter);
    known.set(key, value);
    return value;
  };
}

/** Simulated mean run lengths on standard normal values. */
export interface ThresholdTable {
  /** Ascending. */
  readonly thresholds: readonly number[];
  /** The mean run length at each threshold. */
  readonly arl0s: readonly number[];
}

/** Interpolates in the logarithm of ARL0, and extrapolates linearly beyond both ends. */
export function thresholdFromTable({ thresholds, arl0s }: ThresholdTable, arl0: number): number {
  const logs = arl0s.map((known) => Math.log(known));
  const wanted = Math.log(arl0);
  const above = logs.findIndex((log) => log >= wanted);
  const right = Math.min(Math.max(1, above === -1 ? logs.length - 1 : above), logs.length - 1);
  const [from = 0, to = 1] = [logs[right - 1], logs[right]];
  const [low = 0, high = 0] = [thresholds[right - 1], thresholds[right]];
  return low + ((high - low) * (wanted - from)) / (to - from);
}
