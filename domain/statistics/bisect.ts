const halvings = 100;

/**
 * Where a claim that is false at `low` and true at `high` becomes true.
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
