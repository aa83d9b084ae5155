import { canonicalAddress } from "../../domain/text/address.ts";
import { excerpt, shown } from "../formats/text.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt, stampSentence, unitCalled, unitSentence } from "../import/format.ts";
import { nginxEscapes } from "./escapes.ts";
import type { Layout } from "./layout.ts";
import { amountsOf, isMissing, tookWithUnit } from "./layout.ts";
import { readRequestLine } from "./request-line.ts";
import { cellsBetweenBlanks, closingQuote } from "../records/splitting.ts";
import { commonTime } from "./times.ts";

/** A line with a time in brackets and a request in quotes, taken apart but not yet understood. */
interface CombinedLine {
  /** What stands before the time. */
  readonly head: string;
  readonly time: string;
  /** `GET /path?query HTTP/1.1`, or whatever the client sent, escaped. */
  readonly request: string;
  /** What follows the request: status, bytes, and whatever else; quotes are taken off. */
  readonly fields: readonly string[];
}

const firstField = /^(?: *(\d{3}|-) (\d+|-))/;

/** The common and the combined log format, with anything in front and behind; a text says what else the line is. */
function splitCombined(line: string): CombinedLine | string {
  const opened = line.indexOf(" [");
  const closed = line.indexOf("]", opened);
  const quote = line.indexOf('"', closed);
  if (opened < 1 || closed < 0 || quote < 0) return notCombined(line);
  const between = line.slice(closed + 1, quote).trim();
  if (between.length > longestBetween) return notCombined(line);
  const requestEnd = closingQuote(line, quote + 1);
  const rest = requestEnd < 0 ? "" : line.slice(requestEnd + 1);
  if (!firstField.test(rest)) return notCombined(line);
  return {
    head: line.slice(0, opened),
    time: line.slice(opened + 2, closed),
    request: line.slice(quote + 1, requestEnd),
    // What stands between the time and the request comes last.
    fields: [...fieldsOf(rest), ...(between === "" ? [] : between.split(/\s+/))],
  };
}

const longestBetween = 40;

function notCombined(line: string): string {
  return `${shown(line)} is no line of an access log`;
}

/** Cuts at spaces outside quotes. Of `41 ms`, as morgan has it, the unit belongs to the number; nothing stays in its place. */
function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at < text.length;) {
    if (isBlankAt(text, at)) {
      at += 1;
      continue;
    }
    const closed = text.charCodeAt(at) === quote ? closingQuote(text, at + 1) : -1;
    let end = closed;
    if (closed < 0) for (end = at + 1; end < text.length && !isBlankAt(text, end);) end += 1;
    fields.push(text.slice(closed < 0 ? at : at + 1, end));
    at = closed < 0 ? end : end + 1;
  }
  for (let at = fields.length - 1; at > firstExtra; at -= 1) {
    const [before = "", word = ""] = [fields[at - 1], fields[at]];
    const unit = word.length > longestUnit || word.length === 0 ? undefined : unitCalled(word);
    if (unit === undefined || !(number.test(before) || before === "-")) continue;
    fields[at - 1] = before === "-" ? before : before + unit;
    fields[at] = "";
  }
  return fields;
}

const quote = 34;
const longestUnit = 12;

function isBlankAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
}

/** `host ident user`, perhaps with a virtual host, or with what a collector of logs puts in front. */
function addressIn(head: string): string {
  const words = head.split(" ");
  return words.find((word) => canonicalAddress(word) !== undefined) ?? words[0] ?? "";
}

/** The response time among the fields, counted from the status, which is 0. */
interface TookPlace {
  readonly kind: "place";
  readonly at: number;
  readonly unit: TimeUnit | undefined;
  readonly why: string;
  readonly stamps: "start" | "end";
}

/** Status and bytes come first. */
const firstExtra = 2;
/** Referrer and user agent follow. */
const firstBehind = 4;
const keyed = /^(?:\*\*)?([A-Za-z][\w-]*)[=:]"?([^"]*)"?$/;
/** A decimal comma makes no response time by itself, but a candidate. */
const number = /^\d{1,15}(?:[.,]\d{1,9})?$/;
/** As nginx writes `$request_time`, and gunicorn `%(L)s`; a compression ratio has two decimals. */
const fineSeconds = /^\d{1,9}\.(?:\d{3}|\d{6})$/;
const nginxKeys = /^(?:rt|req(?:uest)?[_-]?time)$/i;
const wholeTimeKeys =
  /^(?:(?:rt|rtime|rqt|req(?:uest)?[_-]?time|resp(?:onse)?[_-]?time|duration|elapsed|took|time[_-]?taken)(?:[_-](s|ms|us|usec|ns))?|(ms|usec))$/i;

interface Candidate {
  readonly at: number;
  readonly key: string | undefined;
  /** Of the sample, without absent ones. */
  readonly amounts: readonly string[];
}

function candidatesIn(lines: readonly CombinedLine[]): readonly Candidate[] {
  const width = Math.max(0, ...lines.map(({ fields }) => fields.length));
  return Array.from({ length: Math.max(0, width - firstExtra) }, (_, extra) => {
    const at = extra + firstExtra;
    const cells = lines.flatMap(({ fields }) => fields[at] ?? []);
    const key = keyed.exec(cells[0] ?? "")?.[1];
    const amounts = cells.map(amountText).filter((text) => !isMissing(text));
    return { at, key, amounts };
  }).filter(
    ({ amounts }) =>
      amounts.length * 2 > lines.length &&
      amounts.filter((text) => number.test(text) || tookWithUnit(text) !== undefined).length ===
        amounts.length,
  );
}

/** A field without its key. */
function amountText(field: string): string {
  return keyed.exec(field)?.[2] ?? field;
}

/**
 * Finds the response time behind status and bytes: what carries its unit, or a name that says so. Without either the only
 * number that is spelled in seconds as servers spell their request times. `undefined` when no field holds a number.
 */
function findTook(
  lines: readonly CombinedLine[],
  { unit, wholeUnit, took, lineOffset }: CombinedSettings & { readonly lineOffset: number },
): TookPlace | Doubt | undefined {
  if (took !== undefined) return toldPlace(took - lineOffset);
  const candidates = candidatesIn(lines);
  const sure = candidates.flatMap((one) => surePlace(one) ?? []);
  const [first] = sure;
  if (first !== undefined) return sure.length === 1 ? first : several(candidates, lines, lineOffset);
  const named = candidates.filter(({ key }) => key !== undefined && wholeTimeKeys.test(key));
  const rivals = named.length > 0 ? named : candidates.filter(({ key }) => key === undefined);
  const [only] = rivals;
  if (only === undefined) return undefined;
  const isWhole = only.amounts.every((text) => !/[.,]/.test(text));
  const declared = unit ?? (isWhole ? wholeUnit : undefined);
  if (rivals.length > 1 || declared === undefined) return several(rivals, lines, lineOffset);
  const why = unit === undefined ? "as --format says" : "as --unit says";
  return { kind: "place", at: only.at, unit: declared, why, stamps: isWhole ? "start" : "end" };

  /** As a number of the line the user may count what has its unit, too. */
  function toldPlace(at: number): TookPlace | Doubt {
    const amounts = lines
      .map(({ fields }) => amountText(fields[at] ?? ""))
      .filter((text) => !isMissing(text));
    const isSpelled = amounts.length > 0 && amounts.every((text) => tookWithUnit(text) !== undefined);
    const candidate = { at, key: undefined, amounts };
    if (unit === undefined && !isSpelled) return several([candidate], lines, lineOffset);
    return { kind: "place", at, unit: isSpelled ? undefined : unit, why: "as --unit says", stamps: "end" };
  }

  function surePlace({ at, key, amounts }: Candidate): TookPlace | undefined {
    const place = { kind: "place", at, stamps: "end" } as const;
    if (amounts.every((text) => tookWithUnit(text) !== undefined))
      return { ...place, unit: undefined, why: "" };
    const [, suffix, own] = wholeTimeKeys.exec(key ?? "") ?? [];
    const told = unitCalled(suffix ?? own);
    if (told !== undefined) return { ...place, unit: unit ?? told, why: `the name ${key} says so` };
    const isFine = amounts.every((text) => fineSeconds.test(text));
    if (!isFine || (key !== undefined && !nginxKeys.test(key))) return undefined;
    return {
      ...place,
      unit: unit ?? "s",
      why: "numbers with a decimal point, as nginx writes $request_time",
    };
  }
}

/** Of the fields behind the user agent those that hold a digit. */
function unknownFields(
  lines: readonly CombinedLine[],
  lineOffset: number,
): Pick<Layout<CombinedLine>, "unknown"> {
  const behind = lines[0]?.fields.slice(firstBehind) ?? [];
  const named = behind.flatMap((field, at) =>
    /\d/.test(field) ? [fieldNumber(at + firstBehind, lineOffset, field)] : [],
  );
  return named.length === 0 ? {} : { unknown: named.join(", ") };
}

/** Counted from the line's beginning; what stands in quotes or brackets is one. */
function fieldNumber(at: number, lineOffset: number, field: string): string {
  return `number ${at + lineOffset} (${excerpt(field)})`;
}

function several(
  candidates: readonly Candidate[],
  lines: readonly CombinedLine[],
  lineOffset: number,
): Doubt {
  const named = candidates.map(({ at }) => fieldNumber(at, lineOffset, lines[0]?.fields[at] ?? ""));
  const isOne = candidates.length === 1;
  const hasComma = candidates.some(({ amounts }) => amounts.some((text) => text.includes(",")));
  const commas = hasComma ? " It has a decimal comma, which is read once the unit is known." : "";
  const fields = candidates.map(({ at }, index) => ({
    named: named[index] ?? "",
    say: isOne ? "" : `--columns took=${at + lineOffset} `,
    ...amountsOf(layoutOf({ kind: "place", at, unit: undefined, why: "", stamps: "end" })),
  }));
  return doubt(
    isOne
      ? `Nothing says what ${named.join()} is: %D of Apache would be microseconds, of Tomcat milliseconds, %T seconds, and it could be a counter.${commas}`
      : `Several fields could be the response time: ${named.join(", ")}.`,
    isOne
      ? "Say it with --format apache (microseconds), tomcat, jetty or gunicorn (milliseconds), with --unit us, ms or s, or with --format and the server's log format."
      : `Say which with --columns took=${(candidates[0]?.at ?? 0) + lineOffset} and its unit with --unit, or pass the server's log format, for example --format '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time'.`,
    fields,
  );
}

interface CombinedSettings {
  readonly unit: TimeUnit | undefined;
  /** Of whole numbers that nothing else says the unit of. */
  readonly wholeUnit?: TimeUnit | undefined;
  /** Number of the field of the response time in the line, from 1. */
  readonly took?: number | undefined;
}

/**
 * Lines of the common or the combined log format with anything behind.
 * @returns undefined when these are no such lines
 */
export function combinedLayout(
  sample: readonly string[],
  settings: CombinedSettings,
): Layout<CombinedLine> | Doubt | undefined {
  const lines = sample.map(splitCombined).filter((line) => typeof line !== "string");
  if (lines.length * 2 < sample.length || lines.length === 0) return undefined;
  const first = sample.find((line) => typeof splitCombined(line) !== "string") ?? "";
  const lineOffset = cellsBetweenBlanks(first).length - (lines[0]?.fields.length ?? 0) + 1;
  const place = findTook(lines, { ...settings, lineOffset });
  if (place?.kind === "doubt") return place;
  return { ...layoutOf(place), ...(place === undefined ? unknownFields(lines, lineOffset) : {}) };
}

function layoutOf(place: TookPlace | undefined): Layout<CombinedLine> {
  const { read: stampMs, zones } = commonTime(() => 0);
  const stamps = place?.stamps ?? "end";
  return {
    stamps,
    assumptions: [
      ...(place?.unit === undefined ? [] : [unitSentence(place.unit, place.why)]),
      stampSentence(stamps, "in brackets"),
    ],
    split: splitCombined,
    spelledTime: ({ time }) => time,
    stampMs: ({ time }) => stampMs(time),
    zones,
    isTimed: place !== undefined,
    took: ({ fields }) => (place === undefined ? "" : amountText(fields[place.at] ?? "").replace(",", ".")),
    unit: place?.unit,
    status: ({ fields }) => fields[0] ?? "",
    bytes: ({ fields }) => fields[1] ?? "",
    request: ({ request }) => readRequestLine(nginxEscapes.read(request)),
    address: ({ head }) => addressIn(head),
    agent: ({ fields }) => nginxEscapes.read(fields[3] ?? ""),
    cookie: () => "",
  };
}
