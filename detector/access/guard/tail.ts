/** A distribution's upper tail as a model file stores it. */
export interface StoredTail {
  /** Number of values. */
  readonly count: number;
  /** Each value with the number of values from it up, from the most frequent to the rarest. */
  readonly knots: readonly (readonly [number, number])[];
  /** Beyond the last knot: value per nat. */
  readonly slope: number;
}

/** A knot for each factor of this many values. */
const step = 1.3;

const leastSlope = 0.05;

/** The four largest values can be anything. */
const surest = 5;

/**
 * The upper tail of a learned distribution: what share of values is at least this large. Between knots the logarithm of
 * the share is linear; beyond the last one it goes on as an exponential tail.
 */
export class Tail {
  private readonly values: Float64Array;
  private readonly natsAt: Float64Array;
  private readonly slope: number;

  constructor(stored: StoredTail) {
    this.slope = stored.slope;
    this.values = Float64Array.from(stored.knots, ([value]) => value);
    this.natsAt = Float64Array.from(stored.knots, ([, above]) => Math.log(stored.count / above));
  }

  /**
   * @param fewest - the last knot has this many values from it up; fewer say little about a share
   * @param slope - beyond the last knot, in units of the value per nat; the tail then starts high enough to pass above the
   *   fifth largest value and those below. Without it: from the median excess of the largest values,
   *   because a mean would follow single outliers
   */
  static learned(values: readonly number[] | Float64Array, fewest: number, slope?: number): StoredTail {
    const falling = Float64Array.from(values).sort().toReversed();
    const count = falling.length;
    const last = Math.min(fewest, Math.ceil(count / 2));
    const knots: [number, number][] = [];
    for (let above = last; above < count; above = Math.ceil(above * step))
      knots.push([falling[above - 1] ?? 0, above]);
    if (count > 0) knots.push([falling[count - 1] ?? 0, count]);
    const [rarest] = knots;
    if (rarest !== undefined && slope !== undefined)
      for (let above = surest; above < last; above += 1)
        rarest[0] = Math.max(rarest[0], (falling[above - 1] ?? 0) - slope * Math.log(last / above));
    const excess = (falling[Math.floor(last / 2)] ?? 0) - (falling[last - 1] ?? 0);
    return { count, knots: knots.toReversed(), slope: slope ?? Math.max(leastSlope, excess / Math.LN2) };
  }

  /** `-ln` of the share of values that are at least this large. */
  nats(value: number): number {
    const { values, natsAt, slope } = this;
    const last = values.length - 1;
    const [lastValue = 0, lastNats = 0] = [values[last], natsAt[last]];
    if (value >= lastValue) return lastNats + (value - lastValue) / slope;
    let at = last;
    while (at >= 0 && (values[at] ?? 0) > value) at -= 1;
    if (at < 0) return 0;
    const [low = 0, high = 0] = [values[at], values[at + 1]];
    const [lowNats = 0, highNats = 0] = [natsAt[at], natsAt[at + 1]];
    return high > low ? lowNats + ((value - low) / (high - low)) * (highNats - lowNats) : highNats;
  }

  /** The value that this share of values exceeds. */
  valueAt(share: number): number {
    const { values, natsAt, slope } = this;
    const wanted = -Math.log(share);
    const last = values.length - 1;
    const [lastValue = 0, lastNats = 0] = [values[last], natsAt[last]];
    if (wanted >= lastNats) return lastValue + (wanted - lastNats) * slope;
    let at = last;
    while (at > 0 && (natsAt[at] ?? 0) > wanted) at -= 1;
    const [low = 0, high = 0] = [values[at], values[at + 1]];
    const [lowNats = 0, highNats = 0] = [natsAt[at], natsAt[at + 1]];
    return highNats > lowNats ? low + ((wanted - lowNats) / (highNats - lowNats)) * (high - low) : low;
  }
}
