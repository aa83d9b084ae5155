import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf } from "../../domain/access/request.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { secondsOf } from "../formats/numbers.ts";
import { shown } from "../formats/text.ts";
import type { Doubt, TimeUnit } from "../import/format.ts";
import { doubt } from "../import/format.ts";
import { parseStamp } from "../import/stamp.ts";
import type { Fields, RecordFormat } from "./fields.ts";
import { noNames } from "./fields.ts";
import { fieldText } from "../records/record.ts";
import { stampOf } from "./pattern.ts";
import {
  cellsBetweenBlanks,
  cellsNamed,
  jsonRecords,
  linesLike,
  logfmtRecord,
  mostly,
  w3cRecords,
} from "../records/splitting.ts";

const always = (): true => true;
const server = { ...noNames, kind: "fields" } as const;

/** Caddy's access log; what it logs of an error belongs to a request that has a line of its own. */
export const caddy: RecordFormat = {
  name: "caddy",
  summary: "Caddy's log of JSON objects",
  fields: {
    ...server,
    time: "ts",
    stamps: "end",
    took: "duration",
    unit: "s",
    why: "duration beside ts and request, as Caddy writes it unless duration_format says otherwise",
    status: ["status"],
    // Nothing was written by a handler, which Go's server answers with 200.
    endOf: ({ status }) => (status === 0 ? { kind: "answered", status: 200 } : undefined),
    bytes: ["size"],
    address: ["request.client_ip", "request.remote_ip"],
    method: ["request.method"],
    target: ["request.uri"],
    protocol: ["request.proto"],
    agent: ["request.headers.User-Agent"],
    tells: (record) => isCaddy(record) && (isErrorOfCaddy(record) ? "aside" : true),
  },
  records: jsonRecords(isCaddy),
  doubtOf: caddyDoubt,
};

function isCaddy(record: JsonObject): boolean {
  return "ts" in record && "duration" in record && "status" in record && isJsonObject(record["request"]);
}

function isErrorOfCaddy({ logger, err_id: id }: JsonObject): boolean {
  return id !== undefined || (typeof logger === "string" && logger.startsWith("http.log.error"));
}

/** The least seconds of a usual request that make Caddy's own unit doubtful. */
const doubtfulSeconds = 10;

/** Caddy can be told to write milliseconds or nanoseconds, as whole numbers or not, and no field says so. */
function caddyDoubt(records: readonly JsonObject[], unit: TimeUnit | undefined): Doubt | undefined {
  if (unit !== undefined) return undefined;
  const amounts = records.flatMap(({ duration }) => (typeof duration === "number" ? [duration] : []));
  const large = amounts.filter((amount) => amount >= doubtfulSeconds).length;
  const whole = amounts.filter((amount) => amount > 0 && Number.isInteger(amount)).length;
  if (amounts.length === 0 || (large * 2 < amounts.length && whole * 2 < amounts.length)) return undefined;
  return doubt(
    `duration could be in seconds, or in what duration_format says, for example ${amounts[0]}.`,
    "Say which with --unit s, ms or ns.",
  );
}

/** Traefik's access log as JSON. */
export const traefik: RecordFormat = {
  name: "traefik",
  summary: "Traefik's log of JSON objects",
  fields: {
    ...server,
    time: "StartUTC",
    stamps: "start",
    took: "Duration",
    unit: "ns",
    why: "Duration, as Traefik writes it",
    status: ["DownstreamStatus"],
    bytes: ["DownstreamContentSize"],
    address: ["ClientHost", "ClientAddr"],
    method: ["RequestMethod"],
    target: ["RequestPath"],
    protocol: ["RequestProtocol"],
    agent: ["request_User-Agent"],
    tells: isTraefik,
  },
  records: jsonRecords(isTraefik),
};

function isTraefik(record: JsonObject): boolean {
  return "StartUTC" in record && "Duration" in record && "DownstreamStatus" in record;
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

/** Reasons of Envoy for a request that nobody answered; UT and the like stand beside an answer of its own. */
function endOfEnvoy(record: JsonObject): RequestEnd | undefined {
  if (Number(fieldText(record, ["response_code"])) !== 0) return undefined;
  return { kind: /UT|DT|SI/.test(fieldText(record, ["response_flags"])) ? "timeout" : "cut" };
}

const envoyFields: Fields = {
  ...server,
  time: "start_time",
  stamps: "start",
  took: "duration",
  unit: "ms",
  why: "%DURATION%, as Envoy writes it",
  status: ["response_code"],
  endOf: endOfEnvoy,
  bytes: ["bytes_sent"],
  address: ["x_forwarded_for", "downstream_remote_address"],
  request: ["request"],
  method: ["method"],
  target: ["path"],
  protocol: ["protocol"],
  agent: ["user_agent"],
  ids: ["request_id", "x_request_id"],
  tells: (record) => "start_time" in record && "response_code" in record && "duration" in record,
};

const envoyStart = String.raw`^\[\d{4}-\d\d-\d\dT[^\]\s]{8,24}\] "(?:[^"\\]|\\.)*" \d{1,3} \S+ `;

const haproxyLine =
  /(?:^|\s)(\S{2,50}:\d{1,5}) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] \S{1,200} \S{1,200} (?:-?\d{1,10}\/){4}(\+?-?\d{1,10}) (-?\d{1,4}) \+?(\d{1,15}) /;

const herokuLine = /^(?:<\d+>1 )?(\d{4}-\d\d-\d\dT\S{8,24}) .{0,60}?\brouter(?:\]:| -) .*?\bat=/;

const collected = String.raw`^(?:\[[\w./-]{1,200}\] |[\w./-]{1,200} {1,40}\| {1,4})?(?:(\d{4}-\d\d-\d\d[T ][\d:.,]{8,24}(?:Z|[+-]\d\d:?\d\d)?|\d{16}) (?:\S{1,200} [\w./-]{1,80}(?:\[\d{1,10}\])?: )?)?`;
const [verb, target, number] = [String.raw`([A-Z]{3,20})`, String.raw`(\S+)`, String.raw`(\d+(?:\.\d+)?|-)`];
/** Without colors; `dev` has its time before the size, `tiny` and `short` behind it. */
const morganDev = new RegExp(String.raw`${collected}${verb} ${target} (\d{3}|-) ${number} ms - (\d+|-)$`);
const morganTiny = new RegExp(
  String.raw`${collected}(?:(\S{1,60}) \S{1,200} )?${verb} ${target}(?: (HTTP/\d\.\d))? (\d{3}|-) (\d+|-) - ${number} ms$`,
);

function morganRecord(line: string): JsonObject | string {
  const [, time = "", method, url, status, took, bytes] = morganDev.exec(line) ?? [];
  if (method !== undefined) return { time, method, url, status, took, bytes };
  const [, at = "", address = "", verbOf, urlOfTiny, protocol = "", code, size, amount] =
    morganTiny.exec(line) ?? [];
  if (verbOf === undefined) return `${shown(line)} is no line of morgan`;
  return {
    time: at,
    address,
    method: verbOf,
    url: urlOfTiny,
    protocol,
    status: code,
    took: amount,
    bytes: size,
  };
}

const ginLine =
  /^\[GIN\] (\d{4})\/(\d\d)\/(\d\d) - (\d\d:\d\d:\d\d) \| {0,3}(\d{3}) \| {0,20}(\S{1,30}) \| {0,45}(\S{1,45}) \| {0,8}([A-Z]{3,20}) {1,20}"?([^"\s]*)/;

function ginRecord(line: string): JsonObject | string | undefined {
  const [, year, month, day, clock, status, took, address, method, url] = ginLine.exec(line) ?? [];
  if (year !== undefined)
    return { time: `${year}-${month}-${day}T${clock}`, status, took, address, method, url };
  // What gin says at its start, and the reasons below a line, are no requests.
  return /^(?:\[GIN-debug\]|Error #\d+:|$)/.test(line) ? undefined : `${shown(line)} is no line of gin`;
}

const uwsgiLine =
  /^\[pid: \d+\|app: [\d-]+\|req: [\d-]+\/\d+\] (\S+) \([^)]{0,200}\) \{\d+ vars in \d+ bytes\} \[[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})\] ([A-Z]{3,20}) (\S+) => generated (\d+) bytes in (\d+) (msecs|micros) (?:via \S+ )?\((\S+) (\d{3})\)/;

function uwsgiRecord(line: string): JsonObject | string {
  const [, address, month = "", day = "", clock, year, method, url, bytes, amount, unit, protocol, status] =
    uwsgiLine.exec(line) ?? [];
  if (address === undefined) return `${shown(line)} is no request of uWSGI`;
  const time = `${day.padStart(2, "0")}/${month}/${year}:${clock}`;
  const took = `${amount}${unit === "msecs" ? "ms" : "us"}`;
  return { time, address, method, url, protocol, bytes, took, status };
}

/** The fields of records that are built here from lines. */
const ownNames = {
  ...server,
  time: "time",
  timeOf: (record: JsonObject) => fieldText(record, ["time"]),
  took: "took",
  unit: undefined,
  why: "",
  status: ["status"],
  bytes: ["bytes"],
  address: ["address"],
  method: ["method"],
  target: ["url"],
  protocol: ["protocol"],
  tells: always,
} as const;

/** What servers, proxies and the services in front of them write. */
export const serverFormats: readonly RecordFormat[] = [
  caddy,
  traefik,
  {
    name: "morgan",
    summary: "morgan's dev, short and tiny, with the time of a collector in front",
    fields: {
      ...ownNames,
      time: "before the line",
      stamps: "end",
      took: ":response-time",
      tookOf: (record) => fieldText(record, ["took"]),
      unit: "ms",
      why: ":response-time, as morgan writes it",
    },
    records: (sample) =>
      mostly(sample, (line) => typeof morganRecord(line) === "object") ? morganRecord : undefined,
    doubtOf: (sample) =>
      sample.every((record) => fieldText(record, ["time"]) === "")
        ? doubt(
            "morgan's dev, short and tiny write no time.",
            "Give the log with the times of what collected it (docker logs --timestamps, kubectl logs --timestamps), or log :date[iso] or combined with :response-time ms.",
          )
        : undefined,
  },
  {
    name: "gin",
    summary: "the default log of gin",
    fields: { ...ownNames, stamps: "end" },
    records: linesLike(ginLine, ginRecord),
  },
  {
    name: "uwsgi",
    summary: "the default log of uWSGI (milliseconds, or microseconds with log-micros)",
    fields: { ...ownNames, stamps: "start" },
    records: linesLike(uwsgiLine, uwsgiRecord),
  },
  {
    name: "envoy",
    summary: "Envoy's default log",
    fields: envoyFields,
    records: linesLike(
      new RegExp(String.raw`${envoyStart}\d+ \d+ \d+ `),
      cellsNamed(
        "start_time request response_code response_flags bytes_received bytes_sent duration upstream_service_time x_forwarded_for user_agent request_id authority upstream_host",
        cellsBetweenBlanks,
        8,
      ),
    ),
  },
  {
    name: "istio",
    summary: "Istio's default log",
    fields: envoyFields,
    records: linesLike(
      new RegExp(String.raw`${envoyStart}\S+ \S+ "[^"]*" \d+ \d+ \d+ `),
      cellsNamed(
        "start_time request response_code response_flags response_code_details connection_termination_details upstream_transport_failure_reason bytes_received bytes_sent duration upstream_service_time x_forwarded_for user_agent request_id authority upstream_host",
        cellsBetweenBlanks,
        11,
      ),
    ),
  },
  {
    name: "envoy-json",
    summary: "Envoy's or Istio's log as JSON",
    fields: envoyFields,
    records: jsonRecords((record) => envoyFields.tells(record) === true && "response_flags" in record),
  },
  {
    name: "gcp",
    summary: "log of a Google load balancer",
    fields: {
      ...server,
      time: "timestamp",
      stamps: "start",
      took: "httpRequest.latency",
      ids: ["insertId"],
      unit: undefined,
      why: "",
      status: ["httpRequest.status"],
      bytes: ["httpRequest.responseSize"],
      address: ["httpRequest.remoteIp"],
      method: ["httpRequest.requestMethod"],
      target: ["httpRequest.requestUrl"],
      protocol: ["httpRequest.protocol"],
      agent: ["httpRequest.userAgent"],
      tells: isGcp,
    },
    records: jsonRecords(isGcp),
  },
  {
    name: "alb",
    summary: "access log of an AWS Application Load Balancer",
    fields: {
      ...server,
      time: "time",
      stamps: "end",
      took: "the sum of its three processing times",
      tookOf: tookOfAlb,
      unit: "s",
      why: "an ALB writes three processing times, which are summed",
      status: ["elb_status_code"],
      bytes: ["sent_bytes"],
      address: ["client"],
      request: ["request"],
      agent: ["user_agent"],
      tells: always,
    },
    records: linesLike(
      /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT\S{8,16} \S+ \S+ \S+ (?:-1|\d+\.\d+) (?:-1|\d+\.\d+) (?:-1|\d+\.\d+) /,
      cellsNamed(
        "- time - client - request_processing_time target_processing_time response_processing_time elb_status_code - - sent_bytes request user_agent - - - - - - - request_creation_time",
        cellsBetweenBlanks,
        12,
      ),
    ),
  },
  {
    name: "s3",
    summary: "server access log of an S3 bucket",
    fields: {
      ...server,
      time: "time",
      stamps: "start",
      took: "total_time",
      unit: "ms",
      why: "total time, as S3 writes it",
      status: ["http_status"],
      bytes: ["bytes_sent"],
      address: ["remote_ip"],
      ids: ["request_id"],
      request: ["request"],
      agent: ["user_agent"],
      tells: always,
    },
    records: linesLike(
      /^[\da-f]{64} \S+ \[[^\]]{26}\] \S+ \S+ \S+ [A-Z]+\.[A-Z]+/,
      cellsNamed(
        "owner bucket time remote_ip requester request_id operation key request http_status error_code bytes_sent object_size total_time turn_around_time referer user_agent",
        cellsBetweenBlanks,
        17,
      ),
    ),
  },
  {
    name: "cloudfront",
    summary: "standard log of CloudFront",
    fields: {
      ...server,
      time: "date and time",
      timeOf: utcOfW3c,
      stamps: "end",
      took: "time-taken",
      unit: "s",
      why: "time-taken, as CloudFront writes it",
      ids: ["x-edge-request-id"],
      status: ["sc-status"],
      bytes: ["sc-bytes"],
      address: ["c-ip"],
      method: ["cs-method"],
      target: ["cs-uri-stem"],
      query: ["cs-uri-query"],
      protocol: ["cs-protocol-version"],
      agent: ["cs(User-Agent)"],
      tells: always,
    },
    records: (sample) => w3cWith(sample, "x-edge-result-type"),
  },
  {
    name: "iis",
    summary: "W3C log of IIS",
    fields: {
      ...server,
      time: "date and time",
      timeOf: utcOfW3c,
      stamps: "end",
      took: "time-taken",
      unit: "ms",
      why: "time-taken, as IIS writes it",
      status: ["sc-status"],
      bytes: ["sc-bytes"],
      address: ["c-ip"],
      method: ["cs-method"],
      target: ["cs-uri-stem"],
      query: ["cs-uri-query"],
      protocol: ["cs-version"],
      agent: ["cs(User-Agent)"],
      tells: always,
    },
    records: (sample) => w3cWith(sample, "sc-win32-status"),
  },
  {
    name: "haproxy",
    summary: "HAProxy's log of option httplog",
    fields: {
      ...server,
      time: "accept date",
      timeOf: (record) => fieldText(record, ["time"]),
      stamps: "start",
      took: "Ta",
      tookOf: (record) => fieldText(record, ["took"]).replace("+", ""),
      unit: "ms",
      why: "Ta, as HAProxy writes it",
      status: ["status"],
      endOf: endOfHaproxy,
      bytes: ["bytes"],
      address: ["client"],
      request: ["request"],
      tells: always,
    },
    records: linesLike(haproxyLine, haproxyRecord),
  },
  {
    name: "heroku",
    summary: "Heroku's router",
    fields: {
      ...server,
      time: "before the line",
      timeOf: (record) => fieldText(record, ["time"]),
      stamps: "end",
      took: "service",
      ids: ["request_id"],
      unit: undefined,
      why: "",
      status: ["status"],
      endOf: ({ status, code }) =>
        status === "" || status === undefined
          ? { kind: code === "H12" || code === "H15" ? "timeout" : "cut" }
          : undefined,
      bytes: ["bytes"],
      address: ["fwd"],
      method: ["method"],
      target: ["path"],
      protocol: ["protocol"],
      tells: always,
    },
    records: (sample) => (sample.some((line) => herokuLine.test(line)) ? herokuRecord : undefined),
  },
];

function isGcp({ timestamp, httpRequest: request }: JsonObject): boolean {
  return timestamp !== undefined && isJsonObject(request) && "latency" in request;
}

const phasesOfAlb = [
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
] as const;

/** Without a phase that was reached: from the request's creation to the line. */
function tookOfAlb(record: JsonObject): string {
  const phases = phasesOfAlb.map((name) => Number(fieldText(record, [name])));
  if (phases.every((seconds) => seconds >= 0))
    return phases.reduce((sum, seconds) => sum + seconds, 0).toFixed(6);
  const [from, until] = ["request_creation_time", "time"].map(
    (name) => parseStamp(fieldText(record, [name]))?.atMs,
  );
  return from === undefined || until === undefined ? "-" : ((until - from) / 1000).toFixed(6);
}

function utcOfW3c(record: JsonObject): string {
  return `${fieldText(record, ["date"])}T${fieldText(record, ["time"])}Z`;
}

function w3cWith(sample: readonly string[], column: string): ReturnType<typeof w3cRecords> {
  const header = sample.find((line) => line.startsWith("#Fields:"));
  return header?.split(/\s+/).includes(column) === true ? w3cRecords(sample) : undefined;
}

function haproxyRecord(line: string): JsonObject | string {
  const found = haproxyLine.exec(line);
  if (found === null) return `${shown(line)} is no line of option httplog`;
  const [whole, client = "", time = "", took = "", status = "", bytes = ""] = found;
  const rest = line.slice(found.index + whole.length);
  const state = rest.split(" ", 3).find((word) => /^[A-Za-z-]{4}$/.test(word)) ?? "";
  const [, request = ""] = /"([^"]*)"[^"]*$/.exec(rest.slice(-longestTail)) ?? [];
  return { client, time, took, status, bytes, state, request };
}

const longestTail = 20_000;

/** Small letters at the first place are time-outs; without an answer the status is -1. */
function endOfHaproxy(record: JsonObject): RequestEnd | undefined {
  if (Number(fieldText(record, ["status"])) > 0) return undefined;
  return { kind: /^[cs]/.test(fieldText(record, ["state"])) ? "timeout" : "cut" };
}

function herokuRecord(line: string): JsonObject | string | undefined {
  const [, time] = herokuLine.exec(line) ?? [];
  // What the application wrote stands in the same log.
  if (time === undefined) return undefined;
  const record = logfmtRecord(line);
  return typeof record === "string" ? record : { ...record, time };
}
