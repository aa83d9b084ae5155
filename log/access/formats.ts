import type { AccessObservation } from "../../domain/access/observation.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import type { LineFormat, UtcOffsetMs } from "../formats/format.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt } from "../import/format.ts";
import type { ForeignFormat, ForeignLogs } from "../source.ts";
import { openColumns, parseColumns } from "./columns.ts";
import { combinedLayout } from "./combined.ts";
import type { JsonFields } from "./json.ts";
import {
  caddyDoubt,
  caddyFields,
  caddyLine,
  fieldsLayout,
  jsonObjectIn,
  namedFields,
  traefikFields,
  traefikLine,
} from "./json.ts";
import type { OpenedLayout } from "./layout.ts";
import { openLayout } from "./layout.ts";
import type { LinePattern } from "./pattern.ts";
import { isPattern, parsePattern, patternLayout, patternWriter } from "./pattern.ts";

interface OpenSettings {
  /** Of response times; default: what the format says. */
  readonly unit?: TimeUnit;
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

/** Every format of access logs that is known by its structure. */
const formats: readonly AccessFormat[] = [
  {
    name: "nginx",
    summary: "nginx's combined log with $request_time behind it (seconds)",
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
  {
    name: "caddy",
    summary: "Caddy's log of JSON objects (seconds, unless duration_format says otherwise)",
    guessed: "first",
    open: openCaddy,
  },
  {
    name: "traefik",
    summary: "Traefik's log of JSON objects (nanoseconds)",
    guessed: "first",
    open: (sample, { unit }) => openFields(traefikFields, sample, unit),
  },
  {
    name: "json",
    summary: "an access log of one JSON object per line, with a time and a response time",
    guessed: "first",
    open: (sample, { unit }) => {
      const objects = objectsIn(sample).filter(
        (line) => !caddyFields.tells(line) && !traefikFields.tells(line),
      );
      const fields = objects.length * 2 < sample.length ? undefined : namedFields(objects, unit);
      return fields === undefined || fields.kind === "doubt" ? fields : openFields(fields, sample, unit);
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
    const layout = combinedLayout(sample, settings.unit, wholeUnit);
    return layout === undefined || "kind" in layout ? layout : openLayout(layout);
  };
}

function objectsIn(sample: readonly string[]): readonly JsonObject[] {
  return sample.map(jsonObjectIn).filter((line) => typeof line === "object");
}

function openFields(fields: JsonFields, sample: readonly string[], unit: TimeUnit | undefined): Opened {
  const opened = openLayout(fieldsLayout(fields, unit, jsonObjectIn));
  return shareOf(sample, opened.fits) >= 0.5 ? opened : undefined;
}

function openCaddy(sample: readonly string[], { unit }: OpenSettings): Opened {
  const lines = objectsIn(sample).filter(caddyFields.tells);
  const doubtful = unit === undefined && lines.length * 2 >= sample.length ? caddyDoubt(lines) : undefined;
  return doubtful ?? openFields(caddyFields, sample, unit);
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
    score: (lines) => {
      const opened = open(lines, { utcOffsetMs: utc });
      if (opened === undefined) return 0;
      return "kind" in opened ? 1 : shareOf(lines, opened.fits);
    },
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
      `It is an access log, and ${unknown}, counted from the status, is spelled like no response time (0.041, 41ms).`,
      "Pass the server's log format with --format.",
    );
  return doubt(
    "It is an access log, but no line says how long its request took.",
    "Add the request time at the end of the log format: $request_time in nginx, %D in Apache.",
  );
}

/** Access logs of other programs. */
export const foreignAccessLogs: ForeignLogs<AccessObservation> = {
  formats: formats.map(foreignFormat),
  described: ({ format, columns }) => {
    if (columns !== undefined) {
      const told = parseColumns(columns);
      const open: AccessFormat["open"] = (sample, { unit }) => openColumns(told, sample, unit);
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
  ["caddy", () => jsonFormat(caddyFields, caddyLine)],
  ["traefik", () => jsonFormat(traefikFields, traefikLine)],
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
  fields: JsonFields,
  lineOf: (row: AccessObservation) => string,
): LineFormat<AccessObservation> {
  const { rows, fits } = openLayout(fieldsLayout(fields, undefined, jsonObjectIn));
  return { header: "", recognises: fits, encode: (row) => `${lineOf(row)}\n`, decode: rows };
}
