import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { longestRequestMs } from "../../domain/wire/request-end.ts";
import type { ImportReader, TimeUnit } from "../import/format.ts";
import { msIn } from "../import/format.ts";

/** Where a variable of a line ends. */
export type FieldEnd =
  | { readonly kind: "rest" }
  /** At the next quote that is not escaped. */
  | { readonly kind: "quote" }
  /** Before the text that follows, unless it belongs to a list. */
  | { readonly kind: "list" }
  /** Before the text that follows, which stands in the variable itself so many times. */
  | { readonly kind: "literal"; readonly within: number };

/** A line as a web server's configuration describes it, as far as its bytes tell of a request. */
interface LineOfBytes {
  /** Before each variable, and after the last one. */
  readonly literals: readonly string[];
  readonly fields: readonly FieldEnd[];
  /** Numbers of the variables that count. */
  readonly time: number;
  readonly took: number;
  readonly status: number;
  /** Of the response time. */
  readonly unit: TimeUnit;
  /** `undefined`: any number of them. */
  readonly decimals: number | undefined;
  readonly stampMs: (text: string) => number | undefined;
}

interface Step {
  readonly end: FieldEnd;
  /** What follows the variable. */
  readonly next: Uint8Array;
}

const [quote, backslash, blank, comma, colon, point, zero, nine] = [34, 92, 32, 44, 58, 46, 48, 57];
const mostDigits = 15;
const powersOfTen = Array.from({ length: mostDigits + 1 }, (_, power) => 10 ** power);

/**
 * Reads usual lines several times faster than as text: each byte is looked at once or twice, and nothing is made of what does
 * not count. Whatever is unusual (an escape, a request that failed, a line that does not fit) is left to the reader of texts.
 * @returns undefined for a format that is not ASCII
 */
export function byteReader(line: LineOfBytes): ImportReader["readBytes"] {
  const { literals, fields, time, took, status, stampMs } = line;
  if (literals.some((literal) => /[^\t -~]/.test(literal))) return undefined;
  const [head = Buffer.alloc(0), ...nexts] = literals.map((literal) => Buffer.from(literal));
  const steps: readonly Step[] = fields.map((end, at) => ({ end, next: nexts[at] ?? Buffer.alloc(0) }));
  const ends = new Map<number, RequestEnd>();
  /** Many lines of a log share a second, and so the bytes of their times. */
  let lastTime = Buffer.alloc(0);
  let lastMs: number | undefined;

  function isLastTime(bytes: Buffer, from: number, until: number, { end, next }: Step): boolean {
    const behind = from + lastTime.length;
    return (
      lastMs !== undefined &&
      holds(bytes, from, until, lastTime) &&
      holds(bytes, behind, until, next) &&
      (end.kind !== "rest" || behind === until)
    );
  }

  function answered(code: number): RequestEnd {
    const known = ends.get(code);
    if (known !== undefined) return known;
    const end = { kind: "answered", status: code } as const;
    ends.set(code, end);
    return end;
  }

  return (bytes, from, until) => {
    if (!holds(bytes, from, until, head)) return undefined;
    let at = from + head.length;
    let tookMs: number | undefined;
    let code: number | undefined;
    for (let place = 0; place < steps.length; place += 1) {
      const step = steps[place];
      if (step === undefined) return undefined;
      const isKnown = place === time && isLastTime(bytes, at, until, step);
      const end = isKnown ? at + lastTime.length : endOf(bytes, at, until, step);
      if (end < 0) return undefined;
      if (place === time && !isKnown) {
        lastTime = Buffer.from(bytes.subarray(at, end));
        lastMs = stampMs(lastTime.toString());
        if (lastMs === undefined) return undefined;
      } else if (place === status) {
        code = codeIn(bytes, at, end);
        if (code === undefined) return undefined;
      } else if (place === took) {
        tookMs = tookIn(bytes, at, end, line);
        if (tookMs === undefined) return undefined;
      }
      at = end + step.next.length;
    }
    if (at !== until || tookMs === undefined || code === undefined || lastMs === undefined) return undefined;
    return { kind: "request", stampMs: lastMs, tookMs, end: answered(code), details: undefined };
  };
}

function holds(bytes: Buffer, from: number, until: number, text: Uint8Array): boolean {
  if (from + text.length > until) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text[at]) return false;
  return true;
}

function endOf(bytes: Buffer, from: number, until: number, { end, next }: Step): number {
  switch (end.kind) {
    case "rest":
      return until;
    case "quote":
      return closingQuote(bytes, from, until, next);
    case "list":
      return endOfList(bytes, from, until, next);
    case "literal":
      return placeOf(bytes, from, until, next, end.within);
  }
}

/** The next quote, if nothing before it is escaped. */
function closingQuote(bytes: Buffer, from: number, until: number, next: Uint8Array): number {
  for (let at = from; at < until; at += 1) {
    const byte = bytes[at];
    if (byte === backslash) return -1;
    if (byte === quote) return holds(bytes, at, until, next) ? at : -1;
  }
  return -1;
}

function placeOf(bytes: Buffer, from: number, until: number, text: Uint8Array, within: number): number {
  const first = text[0];
  let left = within;
  for (let at = from; at < until; at += 1) {
    if (bytes[at] !== first || !holds(bytes, at, until, text)) continue;
    if (left === 0) return at;
    left -= 1;
    at += text.length - 1;
  }
  return -1;
}

/** A blank belongs to the list behind a comma and around a colon. */
function endOfList(bytes: Buffer, from: number, until: number, next: Uint8Array): number {
  let end = placeOf(bytes, from, until, next, 0);
  while (end >= 0 && next[0] === blank && isInList(bytes, end)) end = placeOf(bytes, end + 1, until, next, 0);
  return end;
}

function isInList(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  return before === comma || before === colon || (bytes[at + 1] === colon && bytes[at + 2] === blank);
}

/** A status of an answer. */
function codeIn(bytes: Buffer, from: number, end: number): number | undefined {
  if (end - from !== 3) return undefined;
  let code = 0;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < zero || byte > nine) return undefined;
    code = code * 10 + byte - zero;
  }
  return code < 200 ? undefined : code;
}

/** A response time in its unit. A whole number divided by a power of ten is the number that its decimals spell. */
function tookIn(
  bytes: Buffer,
  from: number,
  end: number,
  { unit, decimals }: Pick<LineOfBytes, "unit" | "decimals">,
): number | undefined {
  let whole = 0;
  let pointAt = end;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === point && pointAt === end && at > from) pointAt = at;
    else if (byte >= zero && byte <= nine) whole = whole * 10 + byte - zero;
    else return undefined;
  }
  const places = Math.max(0, end - pointAt - 1);
  const digits = end - from - (pointAt === end ? 0 : 1);
  if (digits === 0 || digits > mostDigits || pointAt === end - 1) return undefined;
  if (decimals !== undefined && places !== decimals) return undefined;
  const tookMs = msIn(unit, whole / (powersOfTen[places] ?? 1));
  return tookMs > longestRequestMs ? undefined : tookMs;
}
