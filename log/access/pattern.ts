import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf, urlParts } from "../../domain/access/request.ts";
import { FiredrillError } from "../../domain/error.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { UtcOffsetMs } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { TimeUnit } from "../import/format.ts";
import { stampSentence, unitSentence } from "../import/format.ts";
import type { FieldEnd } from "./byte-reader.ts";
import { byteReader } from "./byte-reader.ts";
import type { Escapes } from "./escapes.ts";
import { apacheEscapes, jsonEscapes, nginxEscapes, noEscapes } from "./escapes.ts";
import type { Layout } from "./layout.ts";
import type { RequestLine } from "./request-line.ts";
import { readRequestLine, requestText } from "./request-line.ts";
import type { TimeSpelling } from "./times.ts";
import { bracketedTime, commonTime, epochTime, isoTime, piecedTime } from "./times.ts";
import type { Holding } from "./variables.ts";
import { apacheDirective, nginxVariable } from "./variables.ts";

/** A line as a web server's configuration describes it: texts, and variables between them. */
export interface LinePattern {
  /** Before each variable, and after the last one. */
  readonly literals: readonly string[];
  readonly holdings: readonly Holding[];
  /** Of the variables, as they stand there. */
  readonly names: readonly string[];
  readonly escapes: Escapes;
}

/** Whether a text describes a line, and is no name of a format. */
export function isPattern(text: string): boolean {
  return /[$%]/.test(text);
}

/**
 * Reads nginx's `log_format`, Apache's `LogFormat` or gunicorn's `access_log_format` as it stands in a configuration: the format alone, in quotes, in several
 * pieces, or the whole directive.
 * @throws FiredrillError BAD_LOG_PATTERN
 */
export function parsePattern(text: string): LinePattern {
  const pattern = /\$\{?[a-z_]/.test(text) ? nginxPattern(text) : apachePattern(fromGunicorn(text));
  return checked(text, merged(pattern));
}

/** The atoms of gunicorn's `access_log_format` that Apache spells otherwise. */
const gunicornAtoms: Readonly<Record<string, string>> = {
  t: "{end:}t",
  s: ">s",
  f: "{Referer}i",
  a: "{User-Agent}i",
  M: "{ms}T",
  L: "{s.us}T",
};

/** `%(h)s %(l)s` as `%h %l`. */
function fromGunicorn(text: string): string {
  return text.replaceAll(
    /%\((\{[^}]{1,80}\}[ioe]|[A-Za-z])\)s/g,
    (_, atom: string) => `%${gunicornAtoms[atom] ?? atom}`,
  );
}

const nginxHead = /^\s*(?:log_format\s+\S+\s+)?(?:escape=(default|json|none)\s+)?/;
const nginxPiece = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs;
const nginxToken = /\$(?:\{(\w+)\}|(\w+))/g;

function nginxPattern(text: string): LinePattern {
  const [head = "", escape] = nginxHead.exec(text) ?? [];
  const rest = text.slice(head.length).trim().replace(/;$/, "").trimEnd();
  const isInPieces = rest.startsWith("'") || (head !== "" && rest.startsWith('"'));
  const pieces = [...rest.matchAll(nginxPiece)].map(([, single, double]) => unquoted(single ?? double ?? ""));
  const format = isInPieces ? pieces.join("") : rest;
  const names: string[] = [];
  const literals = literalsIn(format, nginxToken, ([name = ""]) => names.push(name));
  const isJson = escape === "json" || (escape === undefined && format.startsWith("{"));
  return {
    literals,
    names,
    holdings: names.map((name) => nginxVariable(name.replaceAll(/[${}]/g, ""))),
    escapes: isJson ? jsonEscapes : escape === "none" ? noEscapes : nginxEscapes,
  };
}

const apacheHead = /^\s*(?:Log|Transfer)(?:Format|Log)\s+/i;
const apacheToken = /%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{([^}]*)\})?[<>]?(\^[A-Za-z]{2}|[A-Za-z%])/g;

function apachePattern(text: string): LinePattern {
  const head = apacheHead.exec(text)?.[0] ?? "";
  const rest = text.slice(head.length).trim();
  const [, inQuotes] = /^"((?:[^"\\]|\\.)*)"/s.exec(rest) ?? [];
  const isQuoted =
    inQuotes !== undefined &&
    (head !== "" || (inQuotes.length + 2 === rest.length && inQuotes.includes("\\")));
  const format = isQuoted ? unquoted(inQuotes) : rest.replaceAll(String.raw`\"`, '"');
  const names: string[] = [];
  const holdings: Holding[] = [];
  const literals = literalsIn(format, apacheToken, ([name = "", argument = "", letter = ""]) => {
    if (letter === "%") return;
    const holding = apacheDirective(letter, argument);
    if (holding === undefined) throw badPattern(text, `${shown(name)} is no time that can be read`);
    names.push(name);
    holdings.push(holding);
  });
  return { literals, names, holdings, escapes: apacheEscapes };
}

function unquoted(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, letter: string) => ({ n: "\n", t: "\t" })[letter] ?? letter);
}

/** The texts between the tokens; `%%` is one percent sign. */
function literalsIn(
  format: string,
  token: RegExp,
  onToken: (match: readonly (string | undefined)[]) => void,
): readonly string[] {
  const literals = [""];
  let from = 0;
  for (const match of format.matchAll(token)) {
    literals[literals.length - 1] += format.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[0] === "%%") literals[literals.length - 1] += "%";
    else literals.push("");
    onToken(match);
  }
  literals[literals.length - 1] += format.slice(from);
  return literals;
}

const wholeTargets: readonly (readonly [before: string, between: string, after: string, whole: Holding])[] = [
  ["path", "", "mark", { role: "path" }],
  ["path", "", "query", { role: "target" }],
  ["path", "", "marked-query", { role: "target" }],
  ["path", "?", "query", { role: "target" }],
  ["path", "/", "marked-query", { role: "slashed-target" }],
  ["path", "/", "mark", { role: "slashed-target" }],
  ["slashed-target", "", "query", { role: "slashed-target" }],
];

/** Makes one variable of a path and the query behind it, between which nothing says where the one ends. */
function merged({ literals, holdings, names, escapes }: LinePattern): LinePattern {
  const whole: { literals: string[]; holdings: Holding[]; names: string[] } = {
    literals: [literals[0] ?? ""],
    holdings: [],
    names: [],
  };
  for (const [at, holding] of holdings.entries()) {
    const last = whole.holdings.at(-1);
    const together = wholeTargets.find(
      ([before, between, after]) =>
        last?.role === before && whole.literals.at(-1) === between && holding.role === after,
    );
    if (together === undefined) {
      whole.holdings.push(holding);
      whole.names.push(names[at] ?? "");
      whole.literals.push(literals[at + 1] ?? "");
      continue;
    }
    whole.holdings[whole.holdings.length - 1] = together[3];
    whole.names[whole.names.length - 1] += `${together[1]}${names[at]}`;
    whole.literals[whole.literals.length - 1] = literals[at + 1] ?? "";
  }
  return { ...whole, escapes };
}

function checked(text: string, pattern: LinePattern): LinePattern {
  const { literals, holdings, names } = pattern;
  const roles = new Set(holdings.map(({ role }) => role));
  const gap = names.findIndex((_, at) => at > 0 && literals[at] === "");
  if (gap > 0)
    throw badPattern(
      text,
      `nothing stands between ${shown(names[gap - 1] ?? "")} and ${shown(names[gap] ?? "")}, so that a line does not tell where the one ends`,
    );
  const pieces = new Set(
    holdings.flatMap((holding) => (holding.role === "piece" ? holding.piece.parts : [])),
  );
  const isDated =
    pieces.has("epoch") || (["year", "month", "day", "hour"] as const).every((part) => pieces.has(part));
  if (!roles.has("time") && !isDated)
    throw badPattern(text, "it has no time: $time_local, $time_iso8601 or $msec in nginx, %t in Apache");
  if (!roles.has("status")) throw badPattern(text, "it has no status: $status in nginx, %>s in Apache");
  return pattern;
}

function badPattern(text: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_LOG_PATTERN",
    `Invalid --format ${shown(text)}: ${why}.`,
    "Pass the log format as it stands in the server's configuration, in single quotes.",
  );
}

interface PatternSettings {
  readonly utcOffsetMs: UtcOffsetMs;
  /** Of response times; default: the variable's own. */
  readonly unit?: TimeUnit;
}

type Cells = readonly string[];

/** Where the variables stand that count, for one log. */
interface Plan {
  readonly time: number | undefined;
  readonly pieces: readonly number[];
  readonly took: number | undefined;
  readonly at: (role: Holding["role"]) => number | undefined;
}

const fineness: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

/** Of several variables of one kind the finest time and response time, the final status and the body's bytes. */
function planOf({ holdings, names }: LinePattern): Plan {
  const places = holdings.map((holding, at) => ({ ...holding, at, name: names[at] ?? "" }));
  const took = places
    .flatMap((place) => (place.role === "took" ? [place] : []))
    .toSorted((a, b) => fineness.indexOf(b.unit) - fineness.indexOf(a.unit));
  const times = places.flatMap((place) => (place.role === "time" ? [place] : []));
  const pieces = places.flatMap((place) => (place.role === "piece" ? [place] : []));
  const isDated = pieces.some(({ piece }) => piece.parts.includes("epoch") || piece.parts.includes("year"));
  return {
    time: isDated ? undefined : (times.find(({ spelled }) => spelled === "epoch") ?? times[0])?.at,
    pieces: isDated ? pieces.map(({ at }) => at) : [],
    took: took[0]?.at,
    at: (role) => {
      const ones = places.filter((place) => place.role === role);
      return (ones.find(({ name }) => /^(?:%>s|%[bB]|\$\{?body_bytes_sent\}?)$/.test(name)) ?? ones[0])?.at;
    },
  };
}

function cellReader(at: number | undefined): (cells: Cells) => string {
  return at === undefined ? () => "" : (cells) => cells[at] ?? "";
}

/** How lines of the pattern are read. */
export function patternLayout(pattern: LinePattern, settings: PatternSettings): Layout<Cells> {
  const { holdings, names, escapes } = pattern;
  const plan = planOf(pattern);
  const timing = timingOf(pattern, plan, settings.utcOffsetMs);
  const took = plan.took === undefined ? undefined : holdings[plan.took];
  const ownUnit = took?.role === "took" ? took.unit : undefined;
  const unit = settings.unit ?? ownUnit;
  const why = settings.unit === undefined ? `the format has ${names[plan.took ?? -1]}` : "as --unit says";
  const text = (role: Holding["role"]): ((cells: Cells) => string) => {
    const at = plan.at(role);
    return at === undefined ? () => "" : (cells) => escapes.read(cells[at] ?? "");
  };
  return {
    stamps: timing.stamps,
    assumptions: [
      ...(ownUnit === undefined || unit === undefined ? [] : [unitSentence(unit, why)]),
      stampSentence(timing.stamps, timing.names),
    ],
    split: splitter(pattern),
    spelledTime: timing.spelled,
    stampMs: timing.read,
    zones: timing.zones,
    isTimed: plan.took !== undefined,
    took: cellReader(plan.took),
    unit,
    ...(settings.unit === undefined && took?.role === "took" ? { amounts: amountsOf[took.decimals] } : {}),
    status: cellReader(plan.at("status")),
    bytes: cellReader(plan.at("bytes")),
    request: requestReader(plan, text),
    address: cellReader(plan.at("address")),
    agent: text("agent"),
    cookie: text("cookie"),
    ...(plan.at("id") === undefined ? {} : { id: cellReader(plan.at("id")) }),
    ...bytesReader(pattern, plan, {
      readTime: timing.read,
      unit,
      decimals: settings.unit === undefined && took?.role === "took" ? took.decimals : undefined,
    }),
  };
}

/** Of formats with one time, one response time, a status, and no id that tells whether a request was logged before. */
function bytesReader(
  { literals, holdings }: LinePattern,
  { time = -1, pieces, took, at }: Plan,
  {
    readTime,
    unit,
    decimals,
  }: {
    readonly readTime: (cells: Cells) => number | undefined;
    readonly unit: TimeUnit | undefined;
    readonly decimals: number | undefined;
  },
): Pick<Layout<Cells>, "readBytes"> {
  const [timePlace = time, another] = pieces;
  const status = at("status");
  if (
    timePlace < 0 ||
    another !== undefined ||
    took === undefined ||
    status === undefined ||
    unit === undefined
  )
    return {};
  if (at("id") !== undefined) return {};
  const readBytes = byteReader({
    literals,
    fields: holdings.map((holding, place) => fieldEnd(literals, holding, place)),
    time: timePlace,
    took,
    status,
    unit,
    decimals,
    stampMs: (text) => {
      const cells: string[] = [];
      cells[timePlace] = text;
      return readTime(cells);
    },
  });
  return readBytes === undefined ? {} : { readBytes };
}

const amountsOf = {
  6: { pattern: /^\d{1,12}\.\d{6}$/, words: "seconds with six decimals" },
  0: { pattern: /^\d{1,15}$/, words: "a whole number" },
  3: { pattern: /^\d{1,12}\.\d{3}$/, words: "seconds with three decimals" },
} as const;

interface Timing extends Pick<TimeSpelling, "zones"> {
  readonly stamps: "start" | "end";
  readonly names: string;
  readonly read: (cells: Cells) => number | undefined;
  readonly spelled: (cells: Cells) => string;
}

function timingOf({ holdings, names }: LinePattern, plan: Plan, utcOffsetMs: UtcOffsetMs): Timing {
  const holding = plan.time === undefined ? undefined : holdings[plan.time];
  if (holding?.role === "time") {
    const spelled = (cells: Cells): string => cells[plan.time ?? 0] ?? "";
    const { read, zones } = timeSpelling(holding.spelled, utcOffsetMs);
    const name = names[plan.time ?? 0] ?? "";
    return { stamps: holding.stamps, names: name, read: (cells) => read(spelled(cells)), spelled, zones };
  }
  const pieces = plan.pieces.flatMap((at) => {
    const one = holdings[at];
    return one?.role === "piece" ? [{ at, ...one }] : [];
  });
  const { read, zones } = piecedTime(utcOffsetMs);
  return {
    stamps: pieces[0]?.stamps ?? "end",
    names: pieces.map(({ at }) => names[at]).join(" "),
    read: (cells) => {
      const parts = {};
      return pieces.every(({ at, piece }) => piece.read(cells[at] ?? "", parts)) ? read(parts) : undefined;
    },
    spelled: (cells) => pieces.map(({ at }) => cells[at]).join(" "),
    zones,
  };
}

function timeSpelling(
  spelled: (Holding & { readonly role: "time" })["spelled"],
  utcOffsetMs: UtcOffsetMs,
): TimeSpelling {
  switch (spelled) {
    case "bracketed":
      return bracketedTime(utcOffsetMs);
    case "common":
      return commonTime(utcOffsetMs);
    case "iso":
      return isoTime(utcOffsetMs);
    case "epoch":
      return epochTime();
  }
}

function requestReader(
  plan: Plan,
  text: (role: Holding["role"]) => (cells: Cells) => string,
): (cells: Cells) => RequestLine {
  const request = text("request");
  if (plan.at("request") !== undefined) return (cells) => readRequestLine(request(cells));
  const [method, protocol] = [text("method"), text("protocol")];
  const target = targetReader(plan, text);
  return (cells) => ({
    method: method(cells) || "-",
    ...target(cells),
    protocol: protocol(cells) || "-",
  });
}

function targetReader(
  plan: Plan,
  text: (role: Holding["role"]) => (cells: Cells) => string,
): (cells: Cells) => Pick<RequestLine, "path" | "query"> {
  const has = (role: Holding["role"]): boolean => plan.at(role) !== undefined;
  const [whole, slashed, path] = [text("target"), text("slashed-target"), text("path")];
  if (has("target")) return (cells) => urlParts(whole(cells) || "-");
  if (has("slashed-target"))
    return (cells) => {
      const { path: before, query } = urlParts(slashed(cells));
      return { path: before.endsWith("/") ? before.slice(0, -1) : before, query };
    };
  const query = has("query") ? text("query") : text("marked-query");
  return (cells) => {
    const asked = query(cells).replace(/^\?/, "");
    return { path: path(cells) || "-", query: asked === "-" ? "" : asked };
  };
}

/** Where a variable ends. */
function fieldEnd(literals: readonly string[], holding: Holding, at: number): FieldEnd {
  const next = literals[at + 1] ?? "";
  if (next === "") return { kind: "rest" };
  if (next.startsWith('"') && literals[at]?.endsWith('"') === true) return { kind: "quote" };
  return holding.role === "list"
    ? { kind: "list" }
    : { kind: "literal", within: literalsWithin(holding, next) };
}

function endFinder(end: FieldEnd, next: string): EndOf {
  switch (end.kind) {
    case "rest":
      return restOfLine;
    case "quote":
      return closingQuote;
    case "list":
      return endOfList(next);
    case "literal":
      return endBefore(next, end.within);
  }
}

/** Takes lines apart from left to right, each character looked at once or twice. */
function splitter({ literals, holdings, names }: LinePattern): (line: string) => Cells | string {
  const [head = ""] = literals;
  const ends = holdings.map((holding, at) =>
    endFinder(fieldEnd(literals, holding, at), literals[at + 1] ?? ""),
  );
  const lengths = holdings.map((_, at) => literals[at + 1]?.length ?? 0);

  return (line) => {
    if (!line.startsWith(head)) return `${shown(line)} does not fit the log format`;
    const cells: string[] = [];
    let from = head.length;
    for (const [at, endOf] of ends.entries()) {
      const end = endOf(line, from);
      if (end < 0 || !line.startsWith(literals[at + 1] ?? "", end))
        return `${shown(line)} does not fit the log format from ${names[at]} on`;
      cells.push(line.slice(from, end));
      from = end + (lengths[at] ?? 0);
    }
    return from === line.length ? cells : `${shown(line)} goes on behind the log format`;
  };
}

type EndOf = (line: string, from: number) => number;

const restOfLine: EndOf = (line) => line.length;

/** @param within - how often the literal stands in the variable itself */
function endBefore(literal: string, within: number): EndOf {
  if (within === 0) return (line, from) => line.indexOf(literal, from);
  return (line, from) => {
    let end = line.indexOf(literal, from);
    for (let count = 0; count < within && end >= 0; count += 1)
      end = line.indexOf(literal, end + literal.length);
    return end;
  };
}

const utc = (): number => 0;

/** A time has as many blanks, colons and slashes as every other in its format. */
function literalsWithin(holding: Holding, literal: string): number {
  if (holding.role === "time") return timeSpelling(holding.spelled, utc).write(0).split(literal).length - 1;
  return holding.role === "piece" ? holding.piece.write(0, utc).split(literal).length - 1 : 0;
}

/** The next quote that is not escaped, or -1. */
const closingQuote: EndOf = (line, from) => {
  for (let end = line.indexOf('"', from); end >= 0; end = line.indexOf('"', end + 1)) {
    let first = end;
    while (first > from && line.charCodeAt(first - 1) === backslash) first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return -1;
};

const backslash = 92;

/** A blank belongs to the list behind a comma and around a colon. */
function endOfList(literal: string): EndOf {
  return (line, from) => {
    let end = line.indexOf(literal, from);
    while (
      end >= 0 &&
      literal.startsWith(" ") &&
      (/[,:]/.test(line.charAt(end - 1)) || line.startsWith(" : ", end))
    )
      end = line.indexOf(literal, end + 1);
    return end;
  };
}

/** How rows are spelled as lines of the pattern, without line ends. */
export function patternWriter(
  { literals, holdings, escapes }: LinePattern,
  utcOffsetMs: UtcOffsetMs,
): (row: AccessObservation) => string {
  const writers = holdings.map((holding) => holdingWriter(holding, escapes, utcOffsetMs));
  return (row) => {
    let line = literals[0] ?? "";
    for (const [at, write] of writers.entries()) line += write(row) + (literals[at + 1] ?? "");
    return line;
  };
}

function holdingWriter(
  holding: Holding,
  { write }: Escapes,
  utcOffsetMs: UtcOffsetMs,
): (row: AccessObservation) => string {
  switch (holding.role) {
    case "time": {
      const spelling = timeSpelling(holding.spelled, utcOffsetMs);
      return (row) => spelling.write(stampOf(row, holding.stamps));
    }
    case "piece":
      return (row) => holding.piece.write(stampOf(row, holding.stamps), utcOffsetMs);
    case "took":
      return ({ responseMs }) => (responseMs === undefined ? "-" : tookText(responseMs, holding));
    case "address":
      return ({ ip }) => write(ip);
    case "request":
      return (row) => write(requestText(row));
    case "method":
      return ({ method }) => write(method);
    case "target":
      return (row) => write(urlOf(row));
    case "slashed-target":
      return ({ path, query }) => write(query === "" ? `${path}/` : `${path}/?${query}`);
    case "path":
      return ({ path }) => write(path);
    case "query":
      return ({ query }) => write(query === "" ? "-" : query);
    case "mark":
      return ({ query }) => (query === "" ? "" : "?");
    case "marked-query":
      return ({ query }) => (query === "" ? "" : write(`?${query}`));
    case "protocol":
      return ({ protocol }) => write(protocol);
    case "status":
      return ({ status }) => String(status).padStart(3, "0");
    case "bytes":
      return ({ bytes }) => String(bytes);
    case "agent":
      return ({ userAgent = "" }) => (userAgent === "" ? "-" : write(userAgent));
    case "cookie":
    case "id":
    case "list":
      return () => "-";
    case "other":
      return () => holding.written;
  }
}

/** The instant that a line is dated by. */
export function stampOf({ atMs, responseMs = 0 }: AccessObservation, stamps: "start" | "end"): number {
  return stamps === "end" ? atMs : roundToMicros(atMs - responseMs);
}

function tookText(
  responseMs: number,
  { unit, decimals }: { readonly unit: TimeUnit; readonly decimals: 0 | 3 | 6 },
): string {
  if (decimals === 6) return (responseMs / 1000).toFixed(6);
  if (unit === "s")
    return decimals === 3
      ? (Math.round(responseMs) / 1000).toFixed(3)
      : String(Math.floor(responseMs / 1000));
  const perMs = { ms: 1, us: 1000, ns: 1_000_000 }[unit];
  return String(Math.round(responseMs * perMs));
}
