import { canonicalAddress } from "../../domain/text/address.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { longestRequestMs } from "../../domain/wire/request-end.ts";
import type { TakeLine } from "../files/lines.ts";
import type { ParsedLine, ReadLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { Doubles } from "./doubles.ts";
import type { ZoneSpan } from "./stamp.ts";

/** What a log may hold about a request beside its times and its end; nothing of it is kept unless it is asked for. */
export const keepable = ["method", "path", "query", "address", "user-agent", "cookie"] as const;

export type Keepable = (typeof keepable)[number];

export const timeUnits = ["s", "ms", "us", "ns"] as const;

/** Of a response time. */
export type TimeUnit = (typeof timeUnits)[number];

/** Which number of a date such as `03/04/2026` is the day. */
export const dateOrders = ["day-first", "month-first"] as const;

export type DateOrder = (typeof dateOrders)[number];

/** Details of one request, as far as the log has them. */
export type Details = Readonly<Partial<Record<Keepable, string>>>;

const unitWords: ReadonlyMap<string, TimeUnit> = new Map(
  Object.entries({
    s: ["s", "sec", "secs", "second", "seconds"],
    ms: ["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"],
    us: ["us", "usec", "µs", "μs", "micros", "microsecond", "microseconds"],
    ns: ["ns", "nsec", "nanos", "nanosecond", "nanoseconds"],
  } as const).flatMap(([, words]) => words.map((word) => [word, words[0]] as const)),
);

/** The unit that a word such as `ms` or `seconds` names, in any case. */
export function unitCalled(word: string | undefined): TimeUnit | undefined {
  return word === undefined ? undefined : unitWords.get(word.toLowerCase());
}

export const msPerUnit: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 0.001, ns: 0.000_001 };

/** An amount of the unit in milliseconds, to the microsecond. */
export function msIn(unit: TimeUnit, amount: number): number {
  return Math.round(amount * msPerUnit[unit] * 1000) / 1000;
}

/** One request of an imported log: when it was sent, how long it took, and how it ended. */
export interface ImportedRequest {
  readonly kind: "request";
  /** The time in its line, Unix milliseconds; of a log without a zone as if it were UTC. */
  readonly stampMs: number;
  readonly tookMs: number;
  readonly end: RequestEnd;
  /** Only what was asked to be kept; `undefined`: nothing was. */
  readonly details: Details | undefined;
}

/** A request that was under way; its end has a line of its own. */
export interface OpenRequest {
  readonly kind: "open";
  readonly ageMs: number;
}

/** What a line turned out to be; beside headers, lines about something else belong there, too. */
export type ImportedLine = ReadLine<ImportedRequest | OpenRequest>;

export interface ImportSettings {
  /** Of the response times; absent: as the format or the log says. */
  readonly unit?: TimeUnit;
  /** Of dates in numbers; absent: as the log says. */
  readonly dates?: DateOrder;
  readonly keep: readonly Keepable[];
}

/** Reads the lines of one log from the first on. */
export interface ImportReader {
  /** Whether the time in a line is that of the request's beginning or of its end. */
  readonly stamps: "start" | "end";
  /** What was assumed, and why, in full sentences. */
  readonly assumptions: readonly string[];
  /** Never throws, whatever the line holds. */
  readonly read: (line: string) => ImportedLine;
  /** The request of a line as `read` has it, from its bytes; `undefined` for lines that `read` has to see. */
  readonly readBytes?: TakeLine<ImportedRequest>;
  /** Of formats that tell which lines are about the same request. */
  readonly doubles?: Pick<Doubles, "rest" | "count">;
  /** In which zones the lines so far are; none when they name none. */
  readonly zones: () => readonly ZoneSpan[];
}

/** A log that cannot be read for sure: why, and what would help. */
export interface Doubt {
  readonly kind: "doubt";
  readonly message: string;
  readonly advice: string;
  /** The fields that could be the response time; absent where the doubt is about something else. */
  readonly fields?: readonly DoubtfulField[];
}

/** A field that could be the response time. */
export interface DoubtfulField {
  /** For a person. */
  readonly named: string;
  /** The options that choose it, with a blank behind; empty when nothing but its unit is in doubt. */
  readonly say: string;
  /** Absent where nothing says it. */
  readonly unit?: TimeUnit;
  readonly read: (line: string) => SpelledAmount | undefined;
  /** In which zones the lines so far are. */
  readonly zones: ImportReader["zones"];
}

/** What stands in such a field of a line. */
export interface SpelledAmount {
  /** The time in the line. */
  readonly stampMs: number;
  /** The number, in whatever unit. */
  readonly amount: number;
}

export type OpenedImport = { readonly kind: "reader"; readonly reader: ImportReader } | Doubt;

/** The first lines of a file, without blank ones. */
export interface Sample {
  readonly path: string;
  readonly lines: readonly string[];
  /** Of the first of them, from 1. */
  readonly firstLineNumber: number;
}

/** One kind of log that can be imported, line by line. */
export interface ImportFormat {
  /** What `--format` takes. */
  readonly name: string;
  /** For a person, in one line. */
  readonly summary: string;
  /** Whether its times may be whole seconds, in which many requests fall together. */
  readonly precision: "exact" | "perhaps-seconds";
  /** Whether a log that nobody named is tried for it: at once, when nothing else fits, or not at all. */
  readonly guessed: "first" | "last" | "never";
  /**
   * How sure it is that these first lines are its own, 0 to 1: the share that it understands.
   * @param lines - none is blank
   */
  readonly score: (lines: readonly string[]) => number;
  /** @param lines - the same ones, from which it learns where things stand */
  readonly open: (lines: readonly string[], settings: ImportSettings) => OpenedImport;
}

/** What the requests of a log are imported as. */
export interface ImportTarget<Imported> {
  /** Our own logs of such requests, beside those of other programs. */
  readonly ownFormats: readonly ImportFormat[];
  /** @param expected - about how many requests there will be */
  readonly collect: (expected: number) => RequestCollector<Imported>;
}

/** Takes in requests in the order of their lines. */
export interface RequestCollector<Imported> {
  readonly add: (request: ImportedRequest | OpenRequest) => void;
  /**
   * To be called once, after at least one request.
   * @param stamps - whether their times are those of their beginnings or of their ends
   */
  readonly finish: (stamps: ImportReader["stamps"], precision: ImportFormat["precision"]) => Imported;
}

export function doubt(message: string, advice: string, fields: readonly DoubtfulField[] = []): Doubt {
  return { kind: "doubt", message, advice, ...(fields.length === 0 ? {} : { fields }) };
}

/** Names that the user gave to no column. @param names - those of the columns */
export function noSuchColumns(missing: readonly string[], names: readonly string[]): Doubt {
  return doubt(
    `No line has ${missing.map(shown).join(" or ")}.`,
    `Its columns are called ${names.map(shown).join(", ")}.`,
  );
}

/** Picks what is to be kept; `undefined` when nothing is. An address is canonical; a host name in its place is kept. */
export function keptOf(details: Details, keep: readonly Keepable[]): Details | undefined {
  if (keep.length === 0) return undefined;
  return Object.fromEntries(keep.map((name) => [name, keptText(name, details[name] ?? "")]));
}

function keptText(name: Keepable, text: string): string {
  return name === "address" ? (canonicalAddress(text) ?? text) : text;
}

const noAnswer = /^(?:0|000|-1|-)$/;

/** How a status of an access log ends a request; for those that are no answer, why the line is skipped. */
export function endOfStatus(text: string): RequestEnd | SkippedLine {
  if (noAnswer.test(text)) return { kind: "cut" };
  if (!/^\d{3}$/.test(text)) return skipped(`the status is ${shown(text)}, not three digits`);
  const status = Number(text);
  if (status === 101) return skipped("status 101 is a connection that was kept, not an answer");
  if (status < 200) return skipped(`${text} is not the status of an answer`);
  return { kind: "answered", status };
}

/** How an error in words ends a request. */
export function endOfError(error: string): RequestEnd {
  return /time.?(?:d.?)?out|deadline/i.test(error) ? { kind: "timeout" } : { kind: "cut" };
}

/**
 * A request, or why it cannot be replayed.
 * @param spelled - the response time as the log has it
 */
export function requestLine(
  request: Pick<ImportedRequest, "stampMs" | "tookMs" | "details">,
  end: RequestEnd | SkippedLine,
  spelled: string | number,
): ParsedLine<ImportedRequest> {
  if (end.kind === "skipped") return end;
  const { stampMs, tookMs, details } = request;
  if (tookMs >= 0 && tookMs <= longestRequestMs)
    return { kind: "row", row: { kind: "request", stampMs, tookMs, end, details } };
  const took = shown(String(spelled));
  return skipped(
    tookMs > longestRequestMs
      ? `the response time ${took} is more than an hour`
      : `the response time is ${took}, not a number from 0`,
  );
}

/**
 * A request whose line does not say how long it took. Without an answer its length counts as 0, which tells it from every
 * other; an error of the server is replayed as a cut connection.
 */
export function lengthlessLine(
  { stampMs, details }: Pick<ImportedRequest, "stampMs" | "details">,
  end: RequestEnd,
): ParsedLine<ImportedRequest> {
  if (end.kind === "answered" && end.status < 500)
    return skipped("the line does not say how long the request took");
  const unanswered = end.kind === "answered" ? ({ kind: "cut" } as const) : end;
  return { kind: "row", row: { kind: "request", stampMs, tookMs: 0, end: unanswered, details } };
}

/** The path, without scheme and host, and what stands behind its question mark; a fragment is dropped. */
export function urlDetails(url: string): { readonly path: string; readonly query: string } {
  const local = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/#.*$/s, "");
  const mark = local.indexOf("?");
  return mark < 0 ? { path: local, query: "" } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

const unitNames: Readonly<Record<TimeUnit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
};

/** `Response times are in seconds: the format has $request_time.` */
export function unitSentence(unit: TimeUnit, why: string): string {
  return `Response times are in ${unitNames[unit]}: ${why}.`;
}

/** @param name - of the field that holds the time */
export function stampSentence(stamps: ImportReader["stamps"], name: string): string {
  return `The time in a line (${name}) is that of the request's ${stamps === "end" ? "end" : "arrival"}.`;
}
