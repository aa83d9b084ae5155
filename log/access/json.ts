import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf, urlParts } from "../../domain/access/request.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { secondsOf } from "../formats/numbers.ts";
import { excerpt, shown } from "../formats/text.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt, stampSentence, unitCalled, unitSentence } from "../import/format.ts";
import type { Layout } from "./layout.ts";
import { isAbsent, tookWithUnit } from "./layout.ts";
import { stampOf } from "./pattern.ts";
import { readRequestLine } from "./request-line.ts";
import { anyTime } from "./times.ts";

/** Names of the fields of an object; `request.uri` is the field `uri` of the object `request`. The first that is there counts. */
export interface JsonFields {
  readonly kind: "fields";
  readonly time: string;
  readonly stamps: "start" | "end";
  /** `undefined`: there is none. */
  readonly took: string | undefined;
  /** Of response times without one of their own. */
  readonly unit: TimeUnit | undefined;
  /** How the unit is known. */
  readonly why: string;
  readonly status: readonly string[];
  readonly bytes: readonly string[];
  readonly address: readonly string[];
  /** A whole request line. */
  readonly request: readonly string[];
  readonly method: readonly string[];
  /** Path, with its query if there is one. */
  readonly target: readonly string[];
  readonly query: readonly string[];
  readonly protocol: readonly string[];
  readonly agent: readonly string[];
  readonly cookie: readonly string[];
  /** Whether an object tells of a request. */
  readonly tells: (line: JsonObject) => boolean;
}

type Names = Pick<
  JsonFields,
  "status" | "bytes" | "address" | "request" | "method" | "target" | "query" | "protocol" | "agent" | "cookie"
>;

/** Names that programs give to what an access log holds, whatever else is in their lines. */
const usualNames: Names = {
  status: [
    "status",
    "statusCode",
    "status_code",
    "DownstreamStatus",
    "response_code",
    "code",
    ...["res", "response"].flatMap((place) => [
      `${place}.statusCode`,
      `${place}.status`,
      `${place}.status_code`,
    ]),
  ],
  bytes: ["body_bytes_sent", "bytes_sent", "DownstreamContentSize", "size", "bytes", "res.contentLength"],
  address: [
    "remote_addr",
    "remote_ip",
    "client_ip",
    "ip",
    "ClientHost",
    "remoteAddress",
    "request.client_ip",
    "request.remote_ip",
    "req.remoteAddress",
  ],
  request: ["request"],
  method: ["method", "request_method", "RequestMethod", "request.method", "req.method"],
  target: ["request_uri", "uri", "url", "path", "RequestPath", "request.uri", "req.url"],
  query: ["args", "query_string", "query"],
  protocol: ["protocol", "server_protocol", "RequestProtocol", "request.proto", "proto"],
  agent: [
    "http_user_agent",
    "user_agent",
    "userAgent",
    "agent",
    "request_User-Agent",
    "request.headers.User-Agent",
    "req.headers.user-agent",
  ],
  cookie: ["http_cookie", "cookie"],
};

/** Caddy's access log. */
export const caddyFields: JsonFields = {
  kind: "fields",
  ...usualNames,
  time: "ts",
  stamps: "end",
  took: "duration",
  unit: "s",
  why: "duration beside ts and request, as Caddy writes it unless duration_format says otherwise",
  status: ["status"],
  bytes: ["size"],
  address: ["request.client_ip", "request.remote_ip"],
  request: [],
  method: ["request.method"],
  target: ["request.uri"],
  query: [],
  protocol: ["request.proto"],
  agent: ["request.headers.User-Agent"],
  tells: (line) => "ts" in line && "duration" in line && "status" in line && isJsonObject(line["request"]),
};

/** Traefik's access log as JSON. */
export const traefikFields: JsonFields = {
  kind: "fields",
  ...usualNames,
  time: "StartUTC",
  stamps: "start",
  took: "Duration",
  unit: "ns",
  why: "Duration, as Traefik writes it",
  status: ["DownstreamStatus"],
  bytes: ["DownstreamContentSize"],
  address: ["ClientHost", "ClientAddr"],
  request: [],
  method: ["RequestMethod"],
  target: ["RequestPath"],
  query: [],
  protocol: ["RequestProtocol"],
  agent: ["request_User-Agent"],
  tells: (line) => "StartUTC" in line && "Duration" in line && "DownstreamStatus" in line,
};

/** The value of the first field that is there, as text; empty when none is, or when it is an object. */
export function fieldText(line: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    const value = valueAt(line, name);
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** A field of this very name, else the field of an object in it; of a list the first value. */
function valueAt(line: JsonObject, name: string): unknown {
  const own = line[name];
  if (own !== undefined) return Array.isArray(own) ? own[0] : own;
  const dot = name.indexOf(".");
  if (dot < 0) return undefined;
  const inner = line[name.slice(0, dot)];
  return isJsonObject(inner) ? valueAt(inner, name.slice(dot + 1)) : undefined;
}

/** The object that a line of JSON is. */
export function jsonObjectIn(line: string): JsonObject | string {
  const value = parseJson(line);
  return isJsonObject(value) ? value : `${shown(line)} is no JSON object`;
}

/**
 * How lines are read in which these fields stand.
 * @param objectIn - the fields of a line; a text says what else it is, and nothing is a header
 */
export function fieldsLayout(
  fields: JsonFields,
  unit: TimeUnit | undefined,
  objectIn: (line: string) => JsonObject | string | undefined,
): Layout<JsonObject> {
  const { time, took, stamps } = fields;
  const times = anyTime();
  const spelledTime = (line: JsonObject): string => fieldText(line, [time]);
  const usedUnit = unit ?? fields.unit;
  return {
    stamps,
    assumptions: [
      ...(took === undefined || usedUnit === undefined
        ? []
        : [unitSentence(usedUnit, unit === undefined ? fields.why : "as --unit says")]),
      stampSentence(stamps, time),
    ],
    split: (line) => {
      const value = objectIn(line);
      return typeof value !== "object" || fields.tells(value) ? value : `${shown(line)} tells of no request`;
    },
    spelledTime,
    stampMs: (line) => times.read(spelledTime(line)),
    zoneMs: times.zoneMs,
    isTimed: took !== undefined,
    took: (line) => (took === undefined ? "" : fieldText(line, [took])),
    unit: usedUnit,
    // Caddy's 0 stands for an answer of which nothing was sent.
    status: (line) => fieldText(line, fields.status).replace(/^0$/, "000"),
    bytes: (line) => fieldText(line, fields.bytes),
    request: (line) => {
      const whole = readRequestLine(fieldText(line, fields.request));
      const target = urlParts(fieldText(line, fields.target));
      return {
        method: fieldText(line, fields.method) || whole.method,
        path: target.path || whole.path,
        query: target.query || whole.query || fieldText(line, fields.query),
        protocol: fieldText(line, fields.protocol) || whole.protocol,
      };
    },
    address: (line) => fieldText(line, fields.address),
    agent: (line) => fieldText(line, fields.agent),
    cookie: (line) => fieldText(line, fields.cookie),
  };
}

/** The least seconds of a usual request that make Caddy's own unit doubtful. */
const doubtfulSeconds = 10;

/** Caddy can be told to write milliseconds or nanoseconds, as whole numbers or not, and no field says so. */
export function caddyDoubt(lines: readonly JsonObject[]): Doubt | undefined {
  const amounts = lines.flatMap(({ duration }) => (typeof duration === "number" ? [duration] : []));
  const large = amounts.filter((amount) => amount >= doubtfulSeconds).length;
  const whole = amounts.filter((amount) => amount > 0 && Number.isInteger(amount)).length;
  if (amounts.length === 0 || (large * 2 < amounts.length && whole * 2 < amounts.length)) return undefined;
  return doubt(
    `duration could be in seconds, or in what duration_format says, for example ${amounts[0]}.`,
    "Say which with --unit s, ms or ns.",
  );
}

/** A row as Caddy writes it. */
export function caddyLine({
  atMs,
  ip,
  responseMs,
  userAgent,
  status,
  bytes,
  ...request
}: AccessObservation): string {
  const headers = userAgent === undefined ? {} : { "User-Agent": [userAgent] };
  return JSON.stringify({
    level: status >= 500 ? "error" : "info",
    ts: secondsOf(atMs),
    logger: "http.log.access.log0",
    msg: "handled request",
    request: {
      remote_ip: ip,
      client_ip: ip,
      proto: request.protocol,
      method: request.method,
      uri: urlOf(request),
      headers,
    },
    bytes_read: 0,
    user_id: "",
    duration: responseMs === undefined ? "" : secondsOf(responseMs),
    size: bytes,
    status,
  });
}

/** A row as Traefik writes it with `accessLog.format: json` and the header User-Agent kept. */
export function traefikLine(row: AccessObservation): string {
  const { atMs, ip, method, protocol, status, bytes, responseMs, userAgent } = row;
  return JSON.stringify({
    ClientHost: ip,
    DownstreamContentSize: bytes,
    DownstreamStatus: status,
    Duration: responseMs === undefined ? "" : Math.round(responseMs * 1000) * 1000,
    RequestMethod: method,
    RequestPath: urlOf(row),
    RequestProtocol: protocol,
    StartUTC: formatInstant(stampOf(row, "start")),
    level: "info",
    msg: "",
    time: formatInstant(roundToMicros(atMs)),
    ...(userAgent === undefined ? {} : { "request_User-Agent": userAgent }),
  });
}

const startNames = ["StartUTC", "startedDateTime", "start_time", "startTime", "start"];
const endNames = [
  "time_iso8601",
  "@timestamp",
  "timestamp",
  "time",
  "msec",
  "ts",
  "time_local",
  "datetime",
  "date",
];
/** A whole request's time, with its unit behind it or not; phases, limits and time-outs are called otherwise. */
const wholeTime =
  /^(?:(?:request|response|req|res|http|total)[_-]?)?(?:time|duration|latency|elapsed|took|time[_-]?taken)(?:[_-]?([a-z]+))?$/i;

function noStatus(sample: readonly JsonObject[]): Doubt {
  return doubt(
    `No field is known as the status, among ${Object.keys(sample[0] ?? {})
      .map(excerpt)
      .join(", ")}.`,
    "Say which it is with --columns status=NAME.",
  );
}

interface TookField {
  readonly kind: "field";
  readonly name: string;
  readonly unit: TimeUnit | undefined;
  readonly why: string;
  /** Whether its values name their unit themselves. */
  readonly isSpelled: boolean;
  /** Whether its values are response times at all. */
  readonly isAmount: boolean;
}

interface JsonTime {
  readonly name: string;
  readonly stamps: "start" | "end";
}

/** What the user says about fields. */
export interface ToldFields {
  readonly time?: JsonTime;
  readonly took?: string;
  readonly names: Partial<Names>;
}

/**
 * The fields of lines of any program, as told or by their names; those of the whole sample vote.
 * @returns undefined when no field is known as a time, or none as a response time and none as a status
 */
export function namedFields(
  sample: readonly JsonObject[],
  unit: TimeUnit | undefined,
  told: ToldFields = { names: {} },
): JsonFields | Doubt | undefined {
  const isUsual = (name: string): boolean =>
    sample.filter((line) => fieldText(line, [name]) !== "").length * 2 > sample.length;
  const time = told.time ?? usualTime(isUsual);
  if (time === undefined) return undefined;
  const candidates =
    told.took === undefined ? wholeTimes(sample, time.name, isUsual) : [tookField(told.took, sample)];
  const took = chosenTook(candidates, unit, sample);
  if (took?.kind === "doubt") return took;
  const names = { ...usualNames, ...told.names };
  if (!names.status.some(isUsual)) return took === undefined ? undefined : noStatus(sample);
  return {
    kind: "fields",
    ...names,
    time: time.name,
    stamps: time.stamps,
    took: took?.name,
    unit: took?.unit,
    why: took?.why ?? "",
    tells: (line) =>
      fieldText(line, [time.name]) !== "" && (took === undefined || fieldText(line, [took.name]) !== ""),
  };
}

function usualTime(isUsual: (name: string) => boolean): JsonTime | undefined {
  const start = startNames.find(isUsual);
  const name = start ?? endNames.find(isUsual);
  return name === undefined ? undefined : { name, stamps: start === undefined ? "end" : "start" };
}

/** The fields that are called like a whole request's time. */
function wholeTimes(
  sample: readonly JsonObject[],
  time: string,
  isUsual: (name: string) => boolean,
): readonly TookField[] {
  const names = [...new Set(sample.flatMap((line) => Object.keys(line)))];
  return names
    .filter((name) => name !== time && isWholeTime(name) && isUsual(name))
    .map((name) => tookField(name, sample))
    .filter(({ isAmount }) => isAmount);
}

function isWholeTime(name: string): boolean {
  const [found, word] = wholeTime.exec(name) ?? [];
  return (
    name === "rt" ||
    (found !== undefined &&
      found.toLowerCase() !== "time" &&
      (word === undefined || unitCalled(word) !== undefined))
  );
}

/** The only field whose unit is known, else the only one if its unit was said. */
function chosenTook(
  candidates: readonly TookField[],
  unit: TimeUnit | undefined,
  sample: readonly JsonObject[],
): TookField | Doubt | undefined {
  const sure = candidates.filter((one) => one.unit !== undefined || one.isSpelled);
  const rivals = sure.length > 0 ? sure : candidates;
  const [only] = rivals;
  if (only === undefined) return undefined;
  if (rivals.length > 1) return severalTimes(rivals, sample);
  if (sure.length === 1 || unit !== undefined) return only;
  return doubt(
    `Nothing says which unit ${excerpt(only.name)} is in, for example ${exampleOf(only.name, sample)}.`,
    "Say it with --unit s, ms, us or ns.",
  );
}

function exampleOf(name: string, sample: readonly JsonObject[]): string {
  return excerpt(fieldText(sample[0] ?? {}, [name]));
}

const plainAmount = /^\d{1,15}(?:\.\d{1,15})?$/;

function tookField(name: string, sample: readonly JsonObject[]): TookField {
  const texts = sample.map((line) => fieldText(line, [name])).filter((text) => !isAbsent(text));
  const isSpelled = texts.length > 0 && texts.every((text) => tookWithUnit(text) !== undefined);
  const isAmount = isSpelled || texts.every((text) => plainAmount.test(text));
  const told = unitCalled(
    /(?:^|[_-])([A-Za-z]+)$|(Ms|Us|Ns|Seconds|Millis)$/
      .exec(name)
      ?.slice(1)
      .find((word) => word !== undefined),
  );
  const [unit, why] =
    told === undefined ? unitByCompany(name, texts, sample) : [told, `the name ${name} says so`];
  return { kind: "field", name, unit, why, isSpelled, isAmount };
}

/** Programs whose lines are known although the name of the field says nothing. */
function unitByCompany(
  name: string,
  texts: readonly string[],
  sample: readonly JsonObject[],
): readonly [TimeUnit | undefined, string] {
  if (name === "request_time" && texts.some((text) => text.includes(".")))
    return ["s", "request_time with a decimal point, as nginx writes it"];
  if (name === "responseTime" && sample.every((line) => isJsonObject(line["res"])))
    return ["ms", "responseTime beside res, as pino-http writes it"];
  return [undefined, ""];
}

function severalTimes(candidates: readonly TookField[], sample: readonly JsonObject[]): Doubt {
  const listed = candidates.map(
    ({ name, unit }) =>
      `${excerpt(name)} (${exampleOf(name, sample)}${unit === undefined ? "" : ` ${unit}`})`,
  );
  return doubt(
    `Several fields could be the response time: ${listed.join(", ")}.`,
    `Say which with --columns, for example --columns took=${candidates[0]?.name}, and its unit with --unit.`,
  );
}
