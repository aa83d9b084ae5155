/**
 * The known name with the fewest insertions, deletions, replacements and swaps of neighbors, else the only one that begins with what
 * was given.
 * @returns undefined when every name is more than a third of the given letters away; fewer than three letters begin no name, and a
 * single one is near no other
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const limit = given.length < 2 ? 0 : Math.max(1, Math.floor(given.length / 3));
  const ranked = known
    .filter((name) => Math.abs(name.length - given.length) <= limit)
    .map((name) => ({ name, steps: editSteps(given.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best !== undefined && best.steps <= limit ? best.name : onlyBegunBy(given, known);
}

const fewestLetters = 3;

function onlyBegunBy(given: string, known: readonly string[]): string | undefined {
  if (given.length < fewestLetters) return undefined;
  const [only, ...others] = known.filter((name) => name.toLowerCase().startsWith(given.toLowerCase()));
  return others.length > 0 ? undefined : only;
}

/** `Did you mean "rapidly"? ` with a trailing space, or an empty text. Precedes a list of the valid names. */
export function didYouMean(given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  return nearest === undefined ? "" : `Did you mean "${nearest}"? `;
}

const lineWidth = 100;

/**
 * `Did you mean "blind"? Suites: blind, quiet.` Names that do not fit on one line of 100 characters are left out in favor of
 * `Run firedrill list for all scenarios.`
 * @param noun - plural, in lower case
 */
export function namesHint(given: string, noun: string, known: readonly string[]): string {
  const list = `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}: ${known.join(", ")}.`;
  const hint = didYouMean(given, known);
  return hint.length + list.length <= lineWidth ? hint + list : `${hint}Run firedrill list for all ${noun}.`;
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
