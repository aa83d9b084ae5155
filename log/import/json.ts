import { yearNote } from "../../domain/time/instant.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { skipped } from "../formats/format.ts";
import { shown, spelledJson } from "../formats/text.ts";
import { requestDetails, urlDetails } from "./access-line.ts";
import type {
  Details,
  ImportedLine,
  ImportFormat,
  ImportReader,
  ImportSettings,
  OpenedImport,
  TimeUnit,
} from "./format.ts";
import { doubt, endOfStatus, keptOf, msIn, requestLine } from "./format.ts";
import { createStampReader, parseEpoch } from "./stamp.ts";
import type { ChosenUnit } from "./time-field.ts";
import { namedUnit, unitSentence } from "./time-field.ts";

/** An access log of one JSON object per line, with names as nginx, Traefik, Caddy, pino and others give them. */
export const jsonFormat: ImportFormat = {
  name: "json",
  summary: "an access log of one JSON object per line, with a time and a response time",
  precision: "perhaps-seconds",
  score: (lines) => lines.filter((line) => isAccess(parseJson(line))).length / lines.length,
  open: (lines, settings) => {
    const first = lines.map((line) => parseJson(line)).find(isAccess);
    return first === undefined ? noFields() : openJson(first, settings);
  },
};

function isAccess(value: unknown): value is JsonObject {
  return isJsonObject(value) && timeFieldIn(value) !== undefined && durationFieldIn(value) !== undefined;
}

function openJson(first: JsonObject, settings: ImportSettings): OpenedImport {
  const time = timeFieldIn(first);
  const duration = durationFieldIn(first);
  if (time === undefined || duration === undefined) return noFields();
  const unit = unitOf(duration, settings);
  if (unit.kind === "doubt") return unit;
  const moment = time.stamps === "end" ? "end" : "beginning";
  const status = statusIn(first) === undefined ? ["Without a status every answer is taken for a 200."] : [];
  const assumptions = [
    unitSentence(unit),
    `The time of a request is ${time.name}, taken for that of its ${moment}.`,
    ...status,
  ];
  const reader = jsonReader(time.name, duration.name, unit, settings);
  return { kind: "reader", reader: { stamps: time.stamps, assumptions, ...reader } };
}

function unitOf(
  { name, unit, why }: { readonly name: string; readonly unit?: ChosenUnit["unit"]; readonly why: string },
  settings: ImportSettings,
): ChosenUnit | ReturnType<typeof doubt> {
  if (settings.unit !== undefined) return namedUnit(settings.unit);
  if (unit !== undefined) return { kind: "unit", unit, why };
  return doubt(`Nothing says which unit ${name} is in.`, "Say it with --unit s, ms, us or ns.");
}

function noFields(): ReturnType<typeof doubt> {
  return doubt(
    "No line is a JSON object with a time and a response time.",
    "The time may be called time, ts, timestamp, time_iso8601 or @timestamp, the response time request_time or duration_ms.",
  );
}

function jsonReader(
  timeName: string,
  durationName: string,
  { unit }: ChosenUnit,
  { keep }: ImportSettings,
): Pick<ImportReader, "read" | "zoneMs"> {
  const stamps = createStampReader();

  function read(line: string): ImportedLine {
    const value = parseJson(line);
    if (!isJsonObject(value)) return skipped(`${shown(line)} is no JSON object`);
    const time = value[timeName];
    const stampMs = stampOf(time);
    if (stampMs === undefined)
      return skipped(`${timeName} is ${spelledJson(time)}, no time${yearNote(String(time))}`);
    const amount = amountOf(value[durationName]);
    if (amount === undefined) return skipped(`${durationName} is no number from 0`);
    const tookMs = msIn(unit, amount);
    const details = keep.length === 0 ? undefined : keptOf(detailsOf(value), keep);
    return requestLine({ stampMs, tookMs, details }, endOfStatus(statusIn(value) ?? "200"), amount);
  }

  function stampOf(time: unknown): number | undefined {
    if (typeof time === "number") return parseEpoch(time);
    if (typeof time !== "string") return undefined;
    return /^\d{9,19}(?:\.\d+)?$/.test(time) ? parseEpoch(Number(time)) : stamps.read(time);
  }

  return { read, zoneMs: stamps.zoneMs };
}

function detailsOf(value: JsonObject): Details {
  const whole = requestDetails(textIn(value, ["request"]));
  const url = urlDetails(textIn(value, ["uri", "request_uri", "url", "path", "RequestPath"]));
  return {
    method: textIn(value, ["method", "request_method", "RequestMethod"]) || whole.method,
    path: url.path || whole.path,
    query: url.query || whole.query || textIn(value, ["args", "query_string", "query"]),
    address: textIn(value, ["remote_addr", "remote_ip", "client_ip", "ip", "ClientHost", "remoteAddress"]),
    "user-agent": textIn(value, ["http_user_agent", "user_agent", "userAgent", "agent"]),
    cookie: textIn(value, ["http_cookie", "cookie"]),
  };
}

/** A field that holds a response time, and what its name says about the unit. */
interface DurationField {
  readonly name: string;
  /** Absent when the name does not say. */
  readonly unit?: TimeUnit;
  readonly why: string;
}

/** Names that mean one unit, most telling first. */
const knownDurations: readonly (readonly [string, TimeUnit, string])[] = [
  ["request_time", "s", "request_time, as nginx writes it"],
  ["OriginDuration", "ns", "Duration, as Traefik writes it"],
];
const unitOfEnding: readonly (readonly [RegExp, TimeUnit])[] = [
  [/(?:_ms|Ms|_millis|Millis|_milliseconds)$/, "ms"],
  [/(?:_us|Us|_micros|Micros|_microseconds)$/, "us"],
  [/(?:_ns|Ns|_nanos|Nanos|_nanoseconds)$/, "ns"],
  [/(?:_s|_secs?|_seconds|Seconds)$/, "s"],
];
const durationName = /^(?:request|response|req|res|duration|latency|elapsed|took|total)[A-Za-z_-]*$|^rt$/i;
const saysDuration = /time|duration|latency|elapsed|took|^rt$|_ms$|Ms$/i;

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

/** Where the time of a request stands, and what it is the time of. */
function timeFieldIn(
  value: JsonObject,
): { readonly name: string; readonly stamps: "start" | "end" } | undefined {
  const start = startNames.find((name) => isPlain(value[name]));
  if (start !== undefined) return { name: start, stamps: "start" };
  const end = endNames.find((name) => isPlain(value[name]));
  return end === undefined ? undefined : { name: end, stamps: "end" };
}

/** Where the response time stands; `undefined` where no name says so. */
function durationFieldIn(value: JsonObject): DurationField | undefined {
  const known = knownDurations.find(([name]) => isAmount(value[name]));
  if (known?.[0] === "OriginDuration" && isAmount(value["Duration"])) {
    return { name: "Duration", unit: known[1], why: known[2] };
  }
  if (known !== undefined) return { name: known[0], unit: known[1], why: known[2] };
  const names = Object.keys(value).filter(
    (name) => durationName.test(name) && saysDuration.test(name) && isAmount(value[name]),
  );
  const named = names.flatMap((name) => {
    const unit = unitOfEnding.find(([ending]) => ending.test(name))?.[1];
    return unit === undefined ? [] : [{ name, unit, why: `the name ${name} says so` }];
  });
  return named[0] ?? unclear(names[0], value);
}

/** Programs whose lines are known although their names say nothing. */
function unclear(name: string | undefined, value: JsonObject): DurationField | undefined {
  if (name === undefined) return undefined;
  if (name === "responseTime" && isJsonObject(value["res"])) {
    return { name, unit: "ms", why: "responseTime beside res, as pino-http writes it" };
  }
  if (name === "duration" && isJsonObject(value["request"]) && typeof value["ts"] === "number") {
    return { name, unit: "s", why: "duration beside ts and request, as Caddy writes it" };
  }
  return { name, why: "" };
}

/** A status as text, wherever it stands; `undefined` when the line has none. */
function statusIn(value: JsonObject): string | undefined {
  const { res, response } = value;
  const answer = [res, response].find((field) => isJsonObject(field));
  const places = [value, ...(isJsonObject(answer) ? [answer] : [])];
  for (const place of places) {
    for (const name of ["status", "statusCode", "status_code", "DownstreamStatus", "code"]) {
      const status = place[name];
      if (typeof status === "number" || typeof status === "string") return String(status);
    }
  }
  return undefined;
}

function isPlain(value: unknown): value is number | string {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}

function isAmount(value: unknown): boolean {
  return amountOf(value) !== undefined;
}

/** A number from 0, or one spelled as text. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  return typeof value === "string" && /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}

/** The first of the fields that is a text. */
function textIn(value: JsonObject, names: readonly string[]): string {
  const request = [value["request"], value["req"]].find((field) => isJsonObject(field));
  const places = [value, ...(isJsonObject(request) ? [request] : [])];
  for (const place of places) {
    for (const name of names) {
      const field = place[name];
      if (typeof field === "string") return field;
    }
  }
  return "";
}
