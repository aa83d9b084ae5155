const halvings = 100;

/**
 * The point where a condition that is false at `low` and true at `high` becomes true.
 * @param holds - false below some point, true above it
 */
export function bisect(low: number, high: number, holds: (at: number) => boolean): number {
  let [below, above] = [low, high];
  for (let halving = 0; halving < halvings && below < above; halving += 1) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) break;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

const steps = 60;
const closeEnough = 1e-10;

/**
 * The root of a rising function by the Illinois method, in a few evaluations where bisection needs a hundred.
 * @param low - where the function is negative
 * @param high - where it is positive; raised by a quarter of the interval until it is
 */
export function risingRoot(low: number, high: number, valueAt: (at: number) => number): number {
  let [left, right] = [low, high];
  let [below, above] = [valueAt(left), valueAt(right)];
  while (above < 0) {
    [left, below] = [right, above];
    right += Math.max(1, (right - low) / 4);
    above = valueAt(right);
  }
  let kept = 0;
  for (let step = 0; step < steps && right - left > closeEnough * Math.abs(right); step += 1) {
    const at = (left * above - right * below) / (above - below);
    const value = valueAt(at);
    if (Math.abs(value) < closeEnough) return at;
    if (value < 0) {
      [left, below] = [at, value];
      if (kept === 1) above /= 2;
      kept = 1;
    } else {
      [right, above] = [at, value];
      if (kept === -1) below /= 2;
      kept = -1;
    }
  }
  return right;
}
