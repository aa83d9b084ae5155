const plainWord = /^[\w@%+=:,./-]+$/;

/** A command line as a POSIX shell reads it: `su - 'a name'`. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * The inverse of `quoteWords`: words separated by blanks, with single quotes and backslashes.
 * @returns undefined when a quote has no end, and for double quotes outside single ones
 */
export function parseWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  const part = /( +)|'([^']*)'|\\([^])|([^ '"\\]+)/uy;
  let word: string | undefined;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) return undefined;
    const [, blank, quoted, escaped, plain] = found;
    if (blank === undefined) {
      word = (word ?? "") + (quoted ?? escaped ?? plain ?? "");
    } else {
      if (word !== undefined) words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
