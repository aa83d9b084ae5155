const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const halfCharacterAtEnd = /[\u{d800}-\u{dbff}]$/u;
const invisibleInJson = /[\u{7f}-\u{9f}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text from a log fit for a terminal: one line, and nothing in it that moves the cursor, rings, or turns the
 * direction of writing. Control, format and escape characters become visible as `\x1b` or `\u{202e}`.
 * @param limit - longer text is cut, and ends in `…`; characters before they are made visible
 */
export function printable(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit).replace(halfCharacterAtEnd, "")}…` : text;
  return cut.replace(unprintable, visible);
}

const invisible = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Foreign text without what nobody can see: control, format, private and unassigned characters and line separators are dropped.
 * @param limit - longer text is cut, and ends in `…`; characters before any is dropped
 */
export function stripped(text: string, limit: number): string {
  const start = text.slice(0, limit).replaceAll(invisible, "");
  return text.length > limit ? `${start}…` : start;
}

/** The same JSON document, with the characters that JSON lets through and a terminal might obey written as `\u009b`. */
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
