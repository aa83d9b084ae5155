import { skipped } from "../format.ts";
import type { JsonObject } from "../json.ts";
import { isJsonObject, parseJson, spelledJson } from "../json.ts";
import { shown } from "../shown.ts";
import { requestDetails, urlDetails } from "./access-line.ts";
import type {
  Details,
  ImportedLine,
  ImportFormat,
  ImportReader,
  ImportSettings,
  OpenedImport,
} from "./import-format.ts";
import { doubt, keptOf, msIn } from "./import-format.ts";
import { amountOf, durationFieldIn, statusIn, textIn, timeFieldIn } from "./json-fields.ts";
import { endOfStatus, tookMistake } from "./recorded-end.ts";
import { createStampReader, parseEpoch } from "./stamp.ts";
import { namedUnit, unitSentence } from "./time-unit.ts";
import type { ChosenUnit } from "./time-unit.ts";

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
    if (stampMs === undefined) return skipped(`${timeName} is ${spelledJson(time)}, no time`);
    const amount = amountOf(value[durationName]);
    if (amount === undefined) return skipped(`${durationName} is no number from 0`);
    const tookMs = msIn(unit, amount);
    const end = endOfStatus(statusIn(value) ?? "200");
    if (end.kind === "skipped") return end;
    const details = keep.length === 0 ? {} : keptOf(detailsOf(value), keep);
    return (
      tookMistake(tookMs, String(amount)) ?? {
        kind: "request",
        request: { stampMs, tookMs, end, ...details },
      }
    );
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
