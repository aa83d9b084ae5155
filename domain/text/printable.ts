const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const halfCharacterAtEnd = /[\u{d800}-\u{dbff}]$/u;
const invisibleInJson = /[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text from a log safe for a terminal: one line, without characters that move the cursor, ring the bell or
 * change the writing direction. Control, format and escape characters are shown as `\x1b` or `\u{202e}`.
 * @param limit - longer text is cut and ends in `…`; counted before escaping
 */
export function printable(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit).replace(halfCharacterAtEnd, "")}…` : text;
  return cut.replace(unprintable, visible);
}

/** What GitHub (`##[error]`), Azure (`##vso[task.complete]`) and TeamCity (`##teamcity[...]`) obey anywhere in a line. */
const markedCommand = /##(\w*)\[/g;
const lineEnd = String.raw`[\n\r\u0085\u2028\u2029]`;
/** Blanks and colors. */
const blanks = String.raw`(?:[^\S\n\r\u2028\u2029]|${"\u001B"}\[[\d;]*m)*`;
/** What GitHub obeys at the start of a line, after blanks too: `::error::`. */
const lineCommand = new RegExp(`(^|${lineEnd})(${blanks})::`, "gu");
const blankEnd = new RegExp(`(?:^|${lineEnd})${blanks}$`, "u");

/**
 * Puts a backslash into whatever a CI runner would obey as a command: `\::error::` at the start of a line, `##\[group]`
 * anywhere.
 * @param afterBlank - whether the text begins a line, or follows blanks that do
 */
export function inert(text: string, afterBlank = true): string {
  return text
    .replace(markedCommand, String.raw`##$1\[`)
    .replace(lineCommand, (found: string, end: string, before: string) =>
      end === "" && !afterBlank ? found : `${end}${before}\\::`,
    );
}

/** Whether a line begins behind the text, after blanks at most. */
export function endsBlank(text: string): boolean {
  return blankEnd.test(text);
}

/** True for a word that a CI runner would obey where a line begins with it. */
export function isCommandWord(word: string): boolean {
  return inert(word) !== word;
}

const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Removes invisible characters: control, format, private, unassigned and line separators.
 * @param limit - longer text is cut and ends in `…`; counted before removal
 */
export function stripped(text: string, limit: number): string {
  const start = text.slice(0, limit).replaceAll(invisible, "");
  return text.length > limit ? `${start}…` : start;
}

/**
 * Escapes (as `\u009b`) the characters that JSON allows unescaped and a terminal might interpret, and the `#` of what a CI
 * runner would obey.
 */
export function printableJson(json: string): string {
  return json
    .replace(markedCommand, String.raw`#\u0023$1[`)
    .replace(invisibleInJson, (character) =>
      Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join(""),
    );
}

function visible(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 1)}}`;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, "0");
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(count: number): string {
  const teens = count % 100 >= 11 && count % 100 <= 13;
  const ending = teens ? undefined : { 1: "st", 2: "nd", 3: "rd" }[count % 10];
  return `${count}${ending ?? "th"}`;
}

/** `1 observation`, `2 observations`; only for nouns that take an s. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
