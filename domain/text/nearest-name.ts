/**
 * The name that was probably meant: the fewest letters to insert, drop, replace or swap with a neighbour.
 * @returns undefined when nothing is near, that is within a third of the letters asked for
 */
export function nearestName(asked: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(asked.length / 3));
  const ranked = known
    .filter((name) => Math.abs(name.length - asked.length) <= limit)
    .map((name) => ({ name, steps: editSteps(asked.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best !== undefined && best.steps <= limit ? best.name : undefined;
}

/** `Did you mean rapidly? ` with a space after it, or nothing: to stand before the list of what exists. */
export function didYouMean(asked: string, known: readonly string[]): string {
  const nearest = nearestName(asked, known);
  return nearest === undefined ? "" : `Did you mean ${nearest}? `;
}

/** Optimal string alignment distance. */
function editSteps(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
