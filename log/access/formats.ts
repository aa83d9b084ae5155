import type { AccessObservation } from "../../domain/access/observation.ts";
import type { LineFormat, UtcOffsetMs } from "../formats/format.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt } from "../import/format.ts";
import type { ForeignFormat, ForeignLogs } from "../source.ts";
import { openColumns, parseColumns } from "./columns.ts";
import { combinedLayout } from "./combined.ts";
import type { Fields, FieldWords, RecordFormat } from "./fields.ts";
import type { RecordReader } from "../records/record.ts";
import { fieldsLayout, openFields, openRecords } from "./fields.ts";
import { jsonRecord } from "../records/record.ts";
import type { OpenedLayout } from "./layout.ts";
import { openLayout } from "./layout.ts";
import type { LinePattern } from "./pattern.ts";
import { isPattern, parsePattern, patternLayout, patternWriter } from "./pattern.ts";
import { namedFields } from "./named-fields.ts";
import { caddy, caddyLine, serverFormats, traefik, traefikLine } from "./servers.ts";
import { cellsBetween, logfmtRecord, mostly, tableRecords } from "../records/splitting.ts";
import { toolFormats } from "./tools.ts";

interface OpenSettings extends FieldWords {
  readonly utcOffsetMs: UtcOffsetMs;
}

/** How a log is read, if its first lines say so beyond doubt; `undefined` for lines of another format. */
type Opened = OpenedLayout | Doubt | undefined;

interface AccessFormat extends Pick<ForeignFormat<AccessObservation>, "name" | "summary" | "guessed"> {
  readonly open: (sample: readonly string[], settings: OpenSettings) => Opened;
  /** The same for the user who named the format. */
  readonly openNamed?: (sample: readonly string[], settings: OpenSettings) => Opened;
}

const combined =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** What servers write, as their own configurations describe it; the first of each is what is written. */
const patterns = {
  /** The original's LogFormat, in which a slash stands between path and query, and its variant for nginx. */
  quoted: [
    String.raw`"%{%d/%b/%Y/%T}t" "%h" "%>s" "%B" "%D" "%m" "%U/%q" "%H"`,
    '"$time_local" "$remote_addr" "$status" "$bytes_sent" "$request_time" "$request_method" "$uri/$is_args$args" "$server_protocol"',
  ],
  apache: ['%h %l %u %t "%r" %>s %B "%{Referer}i" "%{User-Agent}i" %D'],
  nginx: [`${combined} $request_time`],
  ingress: [
    `${combined} $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id`,
  ],
  traefik: ['%h - %u %t "%r" %>s %B "%{Referer}i" "%{User-Agent}i" %k "%{router}n" "%{server}n" %{ms}Tms'],
} as const;

/** Servers whose combined log has a whole number behind it of which nothing but their name says the unit. */
const behindCombined = {
  tomcat: { summary: "Tomcat's combined log up to version 9 with %D behind it", unit: "ms" },
  jetty: { summary: "Jetty's extended log with its latency behind it", unit: "ms" },
  gunicorn: { summary: "gunicorn's log with %(M)s behind it", unit: "ms" },
} as const;

/** Every format of access logs that is known by its structure. */
const formats: readonly AccessFormat[] = [
  {
    name: "nginx",
    summary: "nginx's combined log with $request_time behind it",
    guessed: "first",
    open: patternOpener(patterns.nginx),
    openNamed: orCombined(patternOpener(patterns.nginx), undefined),
  },
  {
    name: "apache",
    summary: "Apache's combined log with %D behind it (microseconds)",
    // The number could be Tomcat's milliseconds, or a counter.
    guessed: "never",
    open: orCombined(patternOpener(patterns.apache), "us"),
  },
  ...(["tomcat", "jetty", "gunicorn"] as const).map((name) => ({
    name,
    summary: behindCombined[name].summary,
    guessed: "never" as const,
    open: orCombined(() => undefined, behindCombined[name].unit),
  })),
  {
    name: "quoted",
    summary: "eight quoted columns: time, address, status, bytes, request time, method, URL, protocol",
    guessed: "first",
    open: patternOpener(patterns.quoted),
  },
  {
    name: "ingress-nginx",
    summary: "the default log of ingress-nginx (seconds)",
    guessed: "first",
    open: patternOpener(patterns.ingress),
  },
  {
    name: "traefik-common",
    summary: "Traefik's common log (milliseconds)",
    guessed: "first",
    open: patternOpener(patterns.traefik),
  },
  ...[...serverFormats, ...toolFormats].map(recordFormat),
  {
    name: "json",
    summary: "an access log of one JSON object per line, with a time and a response time",
    guessed: "last",
    open: (sample, words) =>
      mostly(sample, (line) => typeof jsonRecord(line) === "object")
        ? openByNames(sample, jsonRecord, words)
        : undefined,
  },
  {
    name: "logfmt",
    summary: "an access log of name=value pairs, with a time and a response time",
    guessed: "last",
    open: (sample, words) =>
      mostly(sample, (line) => /^[\w.@-]+=/.test(line) && typeof logfmtRecord(line) === "object")
        ? openByNames(sample, logfmtRecord, words)
        : undefined,
  },
  {
    name: "table",
    summary: "an access log as CSV, with a header that names a time, a status and a response time",
    guessed: "last",
    open: (sample, words) => {
      const [header = ""] = sample;
      const separator = [",", ";", "\t"].find((one) => header.split(one).length > 2);
      const records =
        separator === undefined || !/^"?[A-Za-z_@][\w @()/.-]*"?[,;\t]/.test(header)
          ? undefined
          : tableRecords(header, cellsBetween(separator));
      return records === undefined ? undefined : openByNames(sample, records, words);
    },
  },
  {
    name: "combined",
    summary: "the common or combined log with anything in front and behind",
    guessed: "last",
    open: orCombined(() => undefined, undefined),
  },
];

const parsedPatterns = new Map<string, LinePattern>();

function patternOf(text: string): LinePattern {
  const pattern = parsedPatterns.get(text) ?? parsePattern(text);
  parsedPatterns.set(text, pattern);
  return pattern;
}

/** Of several patterns the first that half of the lines fit. */
function patternOpener(texts: readonly string[]): AccessFormat["open"] {
  return (sample, settings) =>
    texts
      .map((text) => openLayout(patternLayout(patternOf(text), settings)))
      .find(({ fits }) => shareOf(sample, fits) >= 0.5);
}

function shareOf(sample: readonly string[], fits: (line: string) => boolean): number {
  return sample.filter(fits).length / sample.length;
}

/** @param wholeUnit - of a whole number of which nothing says what it is */
function orCombined(open: AccessFormat["open"], wholeUnit: TimeUnit | undefined): AccessFormat["open"] {
  return (sample, settings) => {
    const exact = open(sample, settings);
    if (exact !== undefined) return exact;
    const layout = combinedLayout(sample, { unit: settings.unit, wholeUnit });
    return layout === undefined || "kind" in layout ? layout : openLayout(layout);
  };
}

function recordFormat(format: RecordFormat): AccessFormat {
  const { name, summary } = format;
  return { name, summary, guessed: "first", open: (sample, words) => openRecords(format, sample, words) };
}

/** Fields of any program, by their names. */
function openByNames(sample: readonly string[], records: RecordReader, words: FieldWords): Opened {
  const found = sample.map(records).filter((record) => typeof record === "object");
  if (found.length === 0) return undefined;
  const fields = namedFields(found, words.unit, records);
  return fields === undefined || fields.kind === "doubt" ? fields : openFields(fields, words, records, found);
}

const utc = (): number => 0;

function foreignFormat({
  name,
  summary,
  guessed,
  open,
  openNamed = open,
}: AccessFormat): ForeignFormat<AccessObservation> {
  return {
    name,
    summary,
    guessed,
    precision: "perhaps-seconds",
    score: (lines) => (open(lines, { utcOffsetMs: utc }) === undefined ? 0 : 1),
    open: (lines, settings) => {
      const opened = orOther(name, openNamed(lines, { ...settings, utcOffsetMs: utc }));
      if ("kind" in opened) return opened;
      return opened.isTimed ? { kind: "reader", reader: opened.requests(settings) } : noTime(opened.unknown);
    },
    openRows: (lines, settings) => {
      const opened = orOther(name, openNamed(lines, settings));
      return "kind" in opened ? opened : { kind: "lines", lines: { decode: opened.rows } };
    },
  };
}

function orOther(name: string, opened: Opened): OpenedLayout | Doubt {
  return (
    opened ??
    doubt(`Fewer than half of its first lines are in the format ${name}.`, "Name another with --format.")
  );
}

function noTime(unknown: string | undefined): Doubt {
  if (unknown !== undefined)
    return doubt(
      `It is an access log, and ${unknown} is spelled like no response time (0.041, 41ms).`,
      `Pass the server's log format with --format, for example --format '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" **%T/%D**'.`,
    );
  return doubt(
    "It is an access log, but no line says how long its request took.",
    "Say which field it is with --columns took=NAME, or add it at the end of the log format: $request_time in nginx, %D in Apache.",
  );
}

/** Access logs of other programs. */
export const foreignAccessLogs: ForeignLogs<AccessObservation> = {
  formats: formats.map(foreignFormat),
  described: ({ format, columns }) => {
    if (columns !== undefined) {
      const told = parseColumns(columns);
      const open: AccessFormat["open"] = (sample, words) => openColumns(told, sample, words);
      return foreignFormat({ name: "columns", summary: "as --columns says", guessed: "never", open });
    }
    if (format === undefined || !isPattern(format)) return undefined;
    const pattern = parsePattern(format);
    const open: AccessFormat["open"] = (_, settings) => openLayout(patternLayout(pattern, settings));
    return foreignFormat({ name: "a log format", summary: "as --format says", guessed: "never", open });
  },
};

type Written = (utcOffsetMs: UtcOffsetMs) => LineFormat<AccessObservation>;

/** The eight quoted columns of the original, in local time. */
export const accessOriginal: Written = (utcOffsetMs) =>
  patternFormat(patterns.quoted[0], utcOffsetMs, "recognised");

/** Further formats that rows can be written in. */
export const otherAccessLogs: ReadonlyMap<string, Written> = new Map<string, Written>([
  // Only its name says that the number is in microseconds.
  ["apache", (utcOffsetMs) => patternFormat(patterns.apache[0], utcOffsetMs, "named")],
  ["nginx", (utcOffsetMs) => patternFormat(patterns.nginx[0], utcOffsetMs, "recognised")],
  ["caddy", () => jsonFormat(caddy.fields, caddyLine)],
  ["traefik", () => jsonFormat(traefik.fields, traefikLine)],
  ["traefik-common", (utcOffsetMs) => patternFormat(patterns.traefik[0], utcOffsetMs, "recognised")],
]);

function patternFormat(
  text: string,
  utcOffsetMs: UtcOffsetMs,
  known: "recognised" | "named",
): LineFormat<AccessObservation> {
  const pattern = patternOf(text);
  const { rows, fits } = openLayout(patternLayout(pattern, { utcOffsetMs }));
  const lineOf = patternWriter(pattern, utcOffsetMs);
  return {
    header: "",
    recognises: (line) => known === "recognised" && fits(line),
    encode: (row) => `${lineOf(row)}\n`,
    decode: rows,
  };
}

function jsonFormat(
  fields: Fields,
  lineOf: (row: AccessObservation) => string,
): LineFormat<AccessObservation> {
  const { rows, fits } = openLayout(fieldsLayout(fields, undefined, jsonRecord));
  return { header: "", recognises: fits, encode: (row) => `${lineOf(row)}\n`, decode: rows };
}
