/** The name that was probably meant: at most two letters away, the nearest first; `undefined` when none is. */
export function closestName(asked: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, edits: editDistance(asked, name) }));
  return ranked.toSorted((a, b) => a.edits - b.edits).find(({ edits }) => edits <= 2)?.name;
}

/** Letters inserted, deleted or replaced to get from one to the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const line = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
