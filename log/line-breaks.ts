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
