import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlParts } from "../../domain/access/request.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import type { LineFormat, ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * Eight quoted columns of Apache: when the request arrived, to the second; address, status, bytes of the body,
 * microseconds, method, path and query with a slash between them, protocol. Times have no zone and are read as UTC.
 */
export function accessOriginal(): LineFormat<AccessObservation> {
  return {
    header: "",
    recognises: (line) => /^"\d\d\/[A-Z][a-z]{2}\/\d{4}\/\d\d:\d\d:\d\d" "/.test(line),
    encode,
    decode,
  };
}

function encode(row: AccessObservation): string {
  const { atMs, ip, status, bytes, responseMs = 0, method, path, query, protocol } = row;
  const url = `${path}/${query === "" ? "" : `?${query}`}`;
  const micros = Math.round(responseMs * 1000);
  const cells = [apacheTime(atMs - responseMs), ip, status, bytes, micros, method, url, protocol];
  return `${cells.map((cell) => `"${escaped(String(cell))}"`).join(" ")}\n`;
}

function decode(line: string, index: number): ParsedLine<AccessObservation> {
  const cells = cellsIn(line);
  if (cells === undefined) return skipped("it is not made of quoted columns");
  if (cells.length !== 8) return skipped(`${cells.length} columns, not 8`);
  const [
    time = "",
    address = "",
    status = "",
    bytes = "",
    micros = "",
    method = "",
    url = "",
    protocol = "",
  ] = cells;
  const arrivedMs = parseApacheTime(time);
  if (arrivedMs === undefined)
    return skipped(`the time is ${shown(time)}, not like 01/Feb/2020/13:05:59${yearNote(time)}`);
  if (!/^\d{3}$/.test(status)) return skipped(`the status is ${shown(status)}, not three digits`);
  if (!/^(?:\d{1,15}|-)$/.test(bytes)) return skipped(`the size is ${shown(bytes)}, not a whole number`);
  if (!/^\d{1,15}$/.test(micros)) return skipped(`the duration is ${shown(micros)}, not a whole number`);
  const responseMs = Number(micros) / 1000;
  const { path, query } = urlParts(url);
  const row = {
    kind: "access",
    index,
    atMs: roundToMicros(arrivedMs + responseMs),
    ip: canonicalAddress(address) ?? address,
    method,
    path: path.endsWith("/") ? path.slice(0, -1) : path,
    query,
    protocol,
    status: Number(status),
    bytes: bytes === "-" ? 0 : Number(bytes),
    responseMs,
  } as const;
  return { kind: "row", row };
}

/** `01/Feb/2020/13:05:59`. */
function apacheTime(atMs: number): string {
  const text = formatInstant(atMs);
  const [year, month, day] = text.slice(0, 10).split("-");
  return `${day}/${months[Number(month) - 1]}/${year}/${text.slice(11, 19)}`;
}

function parseApacheTime(text: string): number | undefined {
  const [, day, name = "", year, time] = /^(\d\d)\/(\w{3})\/(\d{4})\/(\d\d:\d\d:\d\d)$/.exec(text) ?? [];
  const month = String(months.indexOf(name) + 1).padStart(2, "0");
  return parseGivenInstant(`${year}-${month}-${day}T${time}Z`);
}

/** As Apache does it: quotes and backslashes with a backslash, what cannot be printed as `\xhh`. */
function escaped(text: string): string {
  return text.replaceAll(/["\\\p{C}\p{Zl}\p{Zp}]/gu, (found) =>
    found === '"' || found === "\\"
      ? `\\${found}`
      : [...new TextEncoder().encode(found)]
          .map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
          .join(""),
  );
}

/** The cells of a line as escaped; undefined for a line that is not made of quoted cells. */
function cellsIn(line: string): readonly string[] | undefined {
  if (!/^"(?:[^"\\]|\\[^])*"(?: "(?:[^"\\]|\\[^])*")*$/.test(line)) return undefined;
  return [...line.matchAll(/"((?:[^"\\]|\\[^])*)"/g)].map(([, cell = ""]) => unescaped(cell));
}

function unescaped(text: string): string {
  return text.replaceAll(/(?:\\x[\da-f]{2})+|\\([^])/gi, (found, plain: string | undefined) => {
    if (plain !== undefined && plain !== "x") return plain;
    const bytes = found
      .split(String.raw`\x`)
      .slice(1)
      .map((byte) => Number.parseInt(byte, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}
