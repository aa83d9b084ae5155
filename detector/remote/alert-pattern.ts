import { FiredrillError, reasonOf } from "../../domain/error.ts";

/** Finds an alert in a line. */
export interface AlertPattern {
  /** @returns the text of each named group that took part in the match; undefined if the line does not match */
  readonly groupsIn: (line: string) => Readonly<Record<string, string>> | undefined;
}

const severityWord = /\b(?:WARNING|ERROR)\b/;

/** Matches lines such as the original's `ERROR: Detact anomaly!! Now date: 12:34:56.789`. */
export const defaultAlertPattern: AlertPattern = {
  groupsIn: (line) => {
    const [severity] = severityWord.exec(line) ?? [];
    return severity === undefined ? undefined : { severity };
  },
};

const groups = new Set(["severity", "at", "subject"]);

/** Instructions of a compiled pattern. Each costs time on every character of a line. */
const largestProgram = 500;

/**
 * Reads the regular expression of `--alert-pattern`: JavaScript's, without slashes; `(?i)` at its start ignores case.
 * RE2 matches it, in time proportional to the length of the line, whatever the pattern. Differences from JavaScript:
 * `.` and classes match whole code points, `\p{...}` needs no flag, and a group in a repetition keeps its last match.
 * @throws FiredrillError BAD_ALERT_PATTERN when it is invalid, has no named group or an unknown one, or needs
 *   backtracking
 */
export async function parseAlertPattern(text: string): Promise<AlertPattern> {
  const [, flags = "", body = ""] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  checkSyntax(text, body);
  const { RE2JS } = await import("re2js");
  const refuse = (why: string, options?: ErrorOptions): FiredrillError => badAlertPattern(text, why, options);
  const source = flags + re2Source(body, refuse);
  let compiled;
  try {
    compiled = RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (cause) {
    throw refuse(`it cannot be matched in linear time (${reasonOf(cause)})`, { cause });
  }
  const named = Object.keys(compiled.namedGroups());
  if (named.length === 0) throw refuse("it has no named group");
  const unknown = named.filter((name) => !groups.has(name));
  if (unknown.length > 0) throw refuse(`unknown group ${unknown.join(", ")}`);
  if (compiled.programSize() > largestProgram)
    throw refuse("its repetitions are too large; use * or + instead of large counts");
  const pattern = compiled;
  return {
    groupsIn: (line) => {
      if (!pattern.test(line)) return undefined;
      const matcher = pattern.matcher(line);
      if (!matcher.find()) return undefined;
      return Object.fromEntries(
        named.flatMap((name) => {
          const found = matcher.group(name);
          return found === null ? [] : [[name, found]];
        }),
      );
    },
  };
}

/** Compiling is safe in JavaScript's own engine; only matching can take exponential time. */
function checkSyntax(text: string, body: string): void {
  try {
    void new RegExp(body);
  } catch (cause) {
    throw badAlertPattern(text, `it is not a regular expression (${reasonOf(cause)})`, { cause });
  }
}

/** JavaScript's white space and line ends; RE2's `\s` is ASCII only, and its `.` excludes `\n` only. */
const blank = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const lineEnd = String.raw`\n\r\x{2028}\x{2029}`;

/** The parts of a valid pattern whose meaning depends on where they stand. */
const parts = /\\(?:k<[^>]*>|[1-9]\d*|.)|\[\^?(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\./gsu;

/**
 * Gives a pattern the meaning in RE2 that it has in JavaScript.
 * @throws what `refuse` returns for what needs backtracking
 */
function re2Source(body: string, refuse: (why: string) => FiredrillError): string {
  return body.replaceAll(parts, (part) => {
    if (part.startsWith("["))
      return part
        .replaceAll(/\\.|[[(]/gsu, (inside) => {
          if (inside === String.raw`\s`) return blank;
          return inside.startsWith("\\") ? inside : `\\${inside}`;
        })
        .replace(/^\\/, "");
    if (/^\(\?<?[=!]/.test(part))
      throw refuse(
        `${part}...) looks around, which needs backtracking; match the text around it, and put only the part you want in a group`,
      );
    if (/^\\[k1-9]/.test(part))
      throw refuse(`${part} is a backreference, which needs backtracking; write the alternatives out`);
    if (part === ".") return `[^${lineEnd}]`;
    if (part === String.raw`\s`) return `[${blank}]`;
    return part === String.raw`\S` ? `[^${blank}]` : part;
  });
}

function badAlertPattern(text: string, why: string, options?: ErrorOptions): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_ALERT_PATTERN",
    `Invalid alert pattern ${JSON.stringify(text)}: ${why}.`,
    String.raw`Use at least one of the groups severity, at and subject, as in "(?<severity>WARN|CRIT) row (?<at>\d+)".`,
    options,
  );
}
