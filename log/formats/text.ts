import { stripped } from "../../domain/text/printable.ts";

const letterOfBreak: Readonly<Record<string, string>> = { "\n": "n", "\r": "r" };
const breakOfLetter: Readonly<Record<string, string>> = { n: "\n", r: "\r" };

/**
 * Spells line breaks as `\n` and `\r`, so that a row stays on one line. A text that already holds a backslash before
 * such a letter gets its backslashes doubled; every other text is left as it is.
 */
export function escapeLineBreaks(text: string): string {
  return text.replaceAll(/(\\*)([nr\n\r])/g, (_, backslashes: string, end: string) => {
    const letter = letterOfBreak[end];
    return backslashes + backslashes + (letter === undefined ? end : `\\${letter}`);
  });
}

/** The inverse of `escapeLineBreaks`. */
export function unescapeLineBreaks(text: string): string {
  return text.replaceAll(/(\\+)([nr])/g, (_, backslashes: string, letter: string) => {
    const kept = backslashes.slice(0, Math.floor(backslashes.length / 2));
    return kept + (backslashes.length % 2 === 0 ? letter : (breakOfLetter[letter] ?? letter));
  });
}

/** Some programs put it before the first line of a file. */
export const byteOrderMark = "\uFEFF";

const longestShown = 60;

/** Foreign text, fit for a message: without control characters, cut at 60 characters. */
export function printable(text: string): string {
  return stripped(text, longestShown);
}

/** The same in quotes. */
export function shown(text: string): string {
  return `"${printable(text)}"`;
}

const mistakesShown = 10;

/** A heading, and below it the first ten mistakes of a file, a line each, and how many more there are. */
export function mistakeList(heading: string, mistakes: readonly string[]): string {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return [heading, ...mistakes.slice(0, mistakesShown), ...more].join("\n  ");
}
