const mistakesShown = 10;

/** A heading, and below it the first ten mistakes of a file, a line each, and how many more there are. */
export function mistakeList(heading: string, mistakes: readonly string[]): string {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return [heading, ...mistakes.slice(0, mistakesShown), ...more].join("\n  ");
}
