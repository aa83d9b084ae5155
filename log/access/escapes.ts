/** How a format spells a text that a client chose. */
export interface Escapes {
  readonly write: (text: string) => string;
  /** Sequences that are none are left as they stand. */
  readonly read: (text: string) => string;
}

const needsEscape = /["\\\p{Cc}]|[^ -~]/u;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const letters: Readonly<Record<string, string>> = {
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** nginx writes each byte of `"`, `\`, control characters and whatever is not ASCII as `\x22`. */
export const nginxEscapes: Escapes = {
  write: (text) => (needsEscape.test(text) ? bytesSpelled(text, () => undefined) : text),
  read: unescaped,
};

const apacheNames = new Map(
  [...Object.entries(letters), ['"', '"'], ["\\", "\\"]].map(([letter = "", text = ""]) => [
    text,
    `\\${letter}`,
  ]),
);

/** Apache writes `\"`, `\\`, `\n` and the like, and other bytes that are not printable ASCII as `\x0a`. */
export const apacheEscapes: Escapes = {
  write: (text) => (needsEscape.test(text) ? bytesSpelled(text, (one) => apacheNames.get(one)) : text),
  read: unescaped,
};

/** The inside of a text of JSON, as nginx's `escape=json` writes it. */
export const jsonEscapes: Escapes = {
  write: (text) => JSON.stringify(text).slice(1, -1),
  read: (text) => (text.includes("\\") ? jsonText(text) : text),
};

/** nginx's `escape=none`. */
export const noEscapes: Escapes = { write: (text) => text, read: (text) => text };

function bytesSpelled(text: string, named: (character: string) => string | undefined): string {
  let spelled = "";
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (byte > 31 && byte < 127 && byte !== 34 && byte !== 92) spelled += character;
    else spelled += named(character) ?? `\\x${byte.toString(16).padStart(2, "0").toUpperCase()}`;
  }
  return spelled;
}

const escape = /((?:\\x[\dA-Fa-f]{2})+)|\\(["\\bfnrtv])/g;

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(escape, (found: string, bytes: string | undefined, letter: string) =>
    bytes === undefined ? (letters[letter] ?? letter) : textOfBytes(found),
  );
}

/** Bytes that are no UTF-8 stay as they are spelled. */
function textOfBytes(spelled: string): string {
  const bytes = Uint8Array.from(spelled.slice(2).split(String.raw`\x`), (pair) => Number.parseInt(pair, 16));
  try {
    return decoder.decode(bytes);
  } catch {
    return spelled;
  }
}

function jsonText(text: string): string {
  try {
    const value: unknown = JSON.parse(`"${text}"`);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}
