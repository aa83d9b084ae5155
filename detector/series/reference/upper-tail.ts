import { normalDensity, normalQuantile } from "../../../domain/numbers/normal.ts";

/** How values go on above those that were seen. */
export interface UpperTail {
  /** The tail begins above this value, */
  readonly anchor: number;
  /** which has this normal score. */
  readonly anchorScore: number;
  /** Value per unit of score. */
  readonly slope: number;
  /** How much is known of the slope, as degrees of freedom. */
  readonly freedom: number;
}

/** Finer spreads than this part of the scale are taken for it: a service that answers in a constant time has none. */
const finestSpread = 0.01;

/**
 * An excess tells of the slope what so many squares of a normal tell of its variance: 0.7 of one where the tail is normal,
 * and less is taken, for tails often bend.
 */
const freedomPerExcess = 0.5;

/**
 * A normal tail through the largest values: of `n`, `2 sqrt(n)` or a hundredth, whichever is more. Its slope is their
 * mean excess over that of a normal.
 * @param sorted - holds `count` values in rising order, at least 20
 * @param unit - what one per cent is of: 1 on a logarithmic scale, else the size of a usual value
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
 * The normal score of a value above the anchor. That the slope is an estimate makes the tail heavier, as it makes a
 * normal Student's: the square is shortened as in the approximation of Wallace (1959).
 */
export function tailScore({ anchor, anchorScore, slope, freedom }: UpperTail, value: number): number {
  const straight = anchorScore + (value - anchor) / slope;
  const [square, least] = [straight * straight, anchorScore * anchorScore];
  return Math.sqrt(least + freedom * Math.log1p((square - least) / freedom));
}
