import { stripped } from "../../domain/text/printable.ts";

/** Some programs put it before the first line of a file. */
export const byteOrderMark = "\uFEFF";

const longestShown = 60;

/** Foreign text, fit for a message: without control characters, cut at 60 characters. */
export function excerpt(text: string): string {
  return stripped(text, longestShown);
}

/** The same in quotes. */
export function shown(text: string): string {
  return `"${excerpt(text)}"`;
}

/** A value as it stands in JSON, fit for a message; `nothing` for one that is not there. */
export function spelledJson(value: unknown): string {
  return value === undefined ? "nothing" : excerpt(JSON.stringify(value));
}

const mistakesShown = 10;

/** A heading, and below it the first ten mistakes of a file, a line each, and how many more there are. */
export function mistakeList(heading: string, mistakes: readonly string[]): string {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return [heading, ...mistakes.slice(0, mistakesShown), ...more].join("\n  ");
}
