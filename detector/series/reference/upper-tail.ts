import { normalDensity, normalQuantile } from "../../../domain/numbers/normal.ts";

/** A fitted distribution above the largest values. */
export interface UpperTail {
  /** The tail starts above this value, */
  readonly anchor: number;
  /** which has this normal score. */
  readonly anchorScore: number;
  /** Value per unit of score. */
  readonly slope: number;
  /** Certainty of the slope, in degrees of freedom. */
  readonly freedom: number;
}

/** The smallest spread assumed, as a share of the unit. A service that answers in constant time has none. */
const finestSpread = 0.01;

/**
 * Degrees of freedom per excess. In a normal tail an excess is worth 0.7 squares of a normal; the value is lower
 * because real tails often bend.
 */
const freedomPerExcess = 0.5;

/**
 * Fits a normal tail to the largest values: of `n` values, the larger of `2 sqrt(n)` and a hundredth. Its slope is
 * their mean excess divided by that of a normal.
 * @param sorted - holds `count` ascending values, at least 20
 * @param unit - scale of the smallest spread: 1 for logarithms, else the size of a usual value
 */
export function upperTailOf(sorted: Float64Array, count: number, unit: number): UpperTail {
  const above = Math.ceil(Math.max(2 * Math.sqrt(count), count / 100));
  const anchor = sorted[count - above - 1] ?? 0;
  const share = (above + 0.5) / (count + 1);
  const anchorScore = -normalQuantile(share);
  let excess = 0;
  for (let at = count - above; at < count; at += 1) excess += ((sorted[at] ?? 0) - anchor) / above;
  const normalExcess = normalDensity(anchorScore) / share - anchorScore;
  const slope = Math.max(excess / normalExcess, finestSpread * unit);
  return { anchor, anchorScore, slope, freedom: freedomPerExcess * above };
}

/**
 * The normal score of a value above the anchor. The slope is an estimate, which makes the tail heavier, as with
 * Student's distribution; the square is shortened by the approximation of Wallace (1959).
 */
export function tailScore({ anchor, anchorScore, slope, freedom }: UpperTail, value: number): number {
  const straight = anchorScore + (value - anchor) / slope;
  const [square, least] = [straight * straight, anchorScore * anchorScore];
  return Math.sqrt(least + freedom * Math.log1p((square - least) / freedom));
}
