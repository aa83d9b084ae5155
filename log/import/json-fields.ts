import type { JsonObject } from "../json.ts";
import { isJsonObject } from "../json.ts";
import type { TimeUnit } from "./format-names.ts";

/** A field that holds a response time, and what its name says about the unit. */
export interface DurationField {
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
export function timeFieldIn(
  value: JsonObject,
): { readonly name: string; readonly stamps: "start" | "end" } | undefined {
  const start = startNames.find((name) => isPlain(value[name]));
  if (start !== undefined) return { name: start, stamps: "start" };
  const end = endNames.find((name) => isPlain(value[name]));
  return end === undefined ? undefined : { name: end, stamps: "end" };
}

/** Where the response time stands; `undefined` where no name says so. */
export function durationFieldIn(value: JsonObject): DurationField | undefined {
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
export function statusIn(value: JsonObject): string | undefined {
  const response = [value["res"], value["response"]].find((field) => isJsonObject(field));
  const places = [value, ...(isJsonObject(response) ? [response] : [])];
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
export function amountOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  return typeof value === "string" && /^\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
}

/** The first of the fields that is a text. */
export function textIn(value: JsonObject, names: readonly string[]): string {
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
