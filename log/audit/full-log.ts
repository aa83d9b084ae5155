/** The raw line of auditd that a Wazuh alert keeps in `full_log`, read as fields and never searched as text. */
interface FullLog {
  /** Of its first record, `SYSCALL`; none if it cannot be read to its end. A name that occurs twice is left out. */
  readonly fields: ReadonlyMap<string, string>;
  /** The arguments of its record `EXECVE`, from the first one on; empty when the record cannot be read. */
  readonly words: readonly string[];
}

const token = /[ \p{Cc}]*([A-Za-z_]\w*)=(?:"([^"]*)"|([^ "\p{Cc}]*))/uy;
const start = /^type=SYSCALL msg=audit\([\d.:]+\): /;
const execve = / *type=EXECVE msg=audit\([\d.:]+\): argc=(\d+)/y;

/** Auditd writes a text of a user that holds blanks, quotes or control characters in hexadecimal, without quotes. */
export function readFullLog(line: string): FullLog {
  const begun = start.exec(line);
  if (begun === null) return { fields: new Map(), words: [] };
  const fields = new Map<string, string>();
  const repeated = new Set<string>();
  let at = begun[0].length;
  for (;;) {
    token.lastIndex = at;
    const [all, name = "", quoted, bare = ""] = token.exec(line) ?? [];
    if (all === undefined && at < line.length) return { fields: new Map(), words: [] };
    if (all === undefined || name === "type") break;
    if (fields.has(name)) repeated.add(name);
    fields.set(name, quoted ?? bare);
    at += all.length;
  }
  for (const name of repeated) fields.delete(name);
  return { fields, words: wordsAt(line, at) };
}

const mostWords = 10_000;

function wordsAt(line: string, from: number): readonly string[] {
  execve.lastIndex = from;
  const [all, argc] = execve.exec(line) ?? [];
  const words: string[] = [];
  if (all === undefined) return words;
  token.lastIndex = from + all.length;
  while (words.length < Math.min(Number(argc), mostWords)) {
    const [, name, quoted, bare = ""] = token.exec(line) ?? [];
    if (name !== `a${words.length}`) return [];
    words.push(quoted ?? textOf(bare));
  }
  return words;
}

/** A field that auditd may have written in hexadecimal. */
function textOf(bare: string): string {
  if (!/^(?:[\dA-F]{2})+$/.test(bare)) return bare;
  const bytes = bare.match(/../g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
}

/** How auditd spells a text of a user. */
export function untrusted(text: string): string {
  if (/^[!#-~]*$/.test(text)) return `"${text}"`;
  return Array.from(new TextEncoder().encode(text), (byte) =>
    byte.toString(16).padStart(2, "0").toUpperCase(),
  ).join("");
}
