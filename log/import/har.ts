import { yearNote } from "../../domain/time/instant.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { skipped } from "../formats/format.ts";
import { spelledJson } from "../formats/text.ts";

import type { Details, Doubt, ImportedLine, ImportSettings } from "./format.ts";
import { doubt, endOfError, endOfStatus, keptOf, lengthlessLine, requestLine, urlDetails } from "./format.ts";
import type { ZoneSpan } from "./stamp.ts";
import { createZoneSpans, parseStamp } from "./stamp.ts";

export interface HarEntries {
  readonly kind: "entries";
  /** What each entry turned out to be, in order. */
  readonly lines: readonly ImportedLine[];
  /** How many entries were left out, and why, in full sentences. */
  readonly leftOut: readonly string[];
  /** In which zones the entries are. */
  readonly zones: readonly ZoneSpan[];
}

export const harAssumptions: readonly string[] = [
  "Response times are in milliseconds: the format says so.",
  "The time of an entry is that of the request's beginning.",
];

/** Whether a file that begins so is a HAR file. */
export function looksLikeHar(start: string): boolean {
  return /^\uFEFF?\s*\{\s*"log"\s*:\s*\{/.test(start);
}

/** Reads the entries of an HTTP archive: `startedDateTime`, `time` and `response.status`. */
export function readHar(text: string, { keep }: ImportSettings): HarEntries | Doubt {
  const document = parseJson(text.startsWith("\uFEFF") ? text.slice(1) : text);
  const log = isJsonObject(document) ? document["log"] : undefined;
  const entries = isJsonObject(log) ? log["entries"] : undefined;
  if (!Array.isArray(entries)) {
    return doubt("It is no HAR file: it is no JSON object with log.entries.", "Save it again, complete.");
  }
  const values: readonly unknown[] = entries;
  const zones = createZoneSpans();
  for (const entry of values) {
    const stamp = isJsonObject(entry) ? stampIn(entry) : undefined;
    if (stamp?.zoneMs !== undefined) zones.add(stamp.atMs, stamp.zoneMs);
  }
  const own = values.map((entry) => (isJsonObject(entry) ? notOfTheServer(entry) : undefined));
  return {
    kind: "entries",
    lines: values.map((entry, at) => (own[at] === undefined ? readEntry(entry, keep) : { kind: "header" })),
    leftOut: leftOut(own.filter((why) => why !== undefined)),
    zones: zones.all(),
  };
}

function stampIn(entry: JsonObject): ReturnType<typeof parseStamp> {
  const started = entry["startedDateTime"];
  return typeof started === "string" ? parseStamp(started) : undefined;
}

function leftOut(reasons: readonly string[]): readonly string[] {
  return [...new Set(reasons)].map(
    (why) => `Left out ${reasons.filter((other) => other === why).length} of its entries: ${why}.`,
  );
}

/** Why an entry says nothing about the server; `undefined` for one that does. */
function notOfTheServer({ request, response, ...entry }: JsonObject): string | undefined {
  const { url } = isJsonObject(request) ? request : {};
  if (typeof url === "string" && /^(?:data|blob|file|about|chrome-extension|moz-extension):/i.test(url))
    return "they never left the browser (data: and the like)";
  const {
    status,
    _error: error,
    _fetchedViaServiceWorker: served,
    fromCache,
  } = isJsonObject(response) ? response : {};
  const cached = entry["_fromCache"] ?? fromCache;
  if ((cached !== undefined && cached !== false) || served === true) return "they came from a cache";
  if (status === 101 || (typeof url === "string" && /^wss?:/i.test(url)))
    return "they are connections kept open (WebSocket)";
  if (status === 0 && typeof error === "string" && /BLOCKED_BY/i.test(error))
    return "they were blocked in the browser";
  if (status === 0 && typeof error === "string" && /ABORTED|CANCEL/i.test(error))
    return "they were cancelled by the page";
  return undefined;
}

function readEntry(entry: unknown, keep: ImportSettings["keep"]): ImportedLine {
  if (!isJsonObject(entry)) return skipped("the entry is no object");
  const { startedDateTime: started, time, response } = entry;
  const stampMs = stampIn(entry)?.atMs;
  if (stampMs === undefined)
    return skipped(`startedDateTime is ${spelledJson(started)}, no time${yearNote(String(started))}`);
  if (typeof time !== "number") return skipped("time is no number of milliseconds");
  // The browser was still waiting when the file was saved.
  if (time < 0)
    return lengthlessLine({ stampMs, details: keptOf(detailsOf(entry), keep) }, { kind: "timeout" });
  const tookMs = Math.round(time * 1000) / 1000;
  const details = keptOf(detailsOf(entry), keep);
  return requestLine({ stampMs, tookMs, details }, endOf(isJsonObject(response) ? response : {}), time);
}

/** A browser gives a request without an answer the status 0, and says why beside it. */
function endOf(response: JsonObject): ReturnType<typeof endOfStatus> {
  const { status, _error: error } = response;
  if (status === 0 || status === undefined || status === null)
    return endOfError(typeof error === "string" ? error : "");
  return endOfStatus(typeof status === "string" ? status : spelledJson(status));
}

function detailsOf({ request, serverIPAddress }: JsonObject): Details {
  if (!isJsonObject(request)) return {};
  const { method, url } = request;
  const address = typeof serverIPAddress === "string" ? serverIPAddress : "";
  return {
    method: typeof method === "string" ? method : "",
    ...urlDetails(typeof url === "string" ? url : ""),
    address,
    "user-agent": headerIn(request, "user-agent"),
    cookie: headerIn(request, "cookie"),
  };
}

function headerIn({ headers }: JsonObject, name: string): string {
  if (!Array.isArray(headers)) return "";
  const all: readonly unknown[] = headers;
  for (const header of all) {
    if (!isJsonObject(header)) continue;
    const { name: given, value } = header;
    if (typeof given === "string" && given.toLowerCase() === name && typeof value === "string") return value;
  }
  return "";
}
