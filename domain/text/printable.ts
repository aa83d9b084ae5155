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

const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Removes invisible characters: control, format, private, unassigned and line separators.
 * @param limit - longer text is cut and ends in `…`; counted before removal
 */
export function stripped(text: string, limit: number): string {
  const start = text.slice(0, limit).replaceAll(invisible, "");
  return text.length > limit ? `${start}…` : start;
}

/** Escapes (as `\u009b`) the characters that JSON allows unescaped and a terminal might interpret. */
export function printableJson(json: string): string {
  return json.replace(invisibleInJson, (character) =>
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
