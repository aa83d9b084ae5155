import type { TimeUnit } from "../import/format.ts";
import type { TimePiece } from "./times.ts";
import { timePiece } from "./times.ts";

/** What one place of a line holds. */
export type Holding =
  | {
      readonly role: "time";
      readonly spelled: "common" | "bracketed" | "iso" | "epoch";
      readonly stamps: "start" | "end";
    }
  /** A part of the time, in Apache's `%{...}t`. */
  | { readonly role: "piece"; readonly piece: TimePiece; readonly stamps: "start" | "end" }
  /** Written in whole numbers, or in seconds with three or six decimals. */
  | { readonly role: "took"; readonly unit: TimeUnit; readonly decimals: 0 | 3 | 6 }
  | {
      readonly role:
        | "address"
        | "request"
        | "method"
        /** Path and query. */
        | "target"
        | "path"
        | "query"
        /** Of a query: `?`, or nothing where there is none. */
        | "mark"
        /** With its question mark, if there is one. */
        | "marked-query"
        /** Path, slash, and query with its question mark, if there is one. */
        | "slashed-target"
        | "protocol"
        | "status"
        | "bytes"
        | "agent"
        | "cookie"
        /** Made anew for each request. */
        | "id";
    }
  /** A list with blanks in it, of no use here: `10.1.0.4:80, 10.1.0.5:80 : 10.1.0.6:80`. */
  | { readonly role: "list" }
  /** Of no use here. */
  | { readonly role: "other"; readonly written: string };

const nothing = { role: "other", written: "-" } as const;

const nginxVariables: Readonly<Record<string, Holding>> = {
  remote_addr: { role: "address" },
  time_local: { role: "time", spelled: "common", stamps: "end" },
  time_iso8601: { role: "time", spelled: "iso", stamps: "end" },
  msec: { role: "time", spelled: "epoch", stamps: "end" },
  request: { role: "request" },
  request_method: { role: "method" },
  request_uri: { role: "target" },
  uri: { role: "path" },
  document_uri: { role: "path" },
  is_args: { role: "mark" },
  args: { role: "query" },
  query_string: { role: "query" },
  server_protocol: { role: "protocol" },
  status: { role: "status" },
  body_bytes_sent: { role: "bytes" },
  bytes_sent: { role: "bytes" },
  request_time: { role: "took", unit: "s", decimals: 3 },
  http_user_agent: { role: "agent" },
  http_cookie: { role: "cookie" },
  request_id: { role: "id" },
};

/** What a variable of nginx's `log_format` holds, without its dollar. Those that are not known are passed over. */
export function nginxVariable(name: string): Holding {
  return nginxVariables[name] ?? (name.startsWith("upstream_") ? { role: "list" } : nothing);
}

const apacheDirectives: Readonly<Record<string, Holding>> = {
  h: { role: "address" },
  a: { role: "address" },
  t: { role: "time", spelled: "bracketed", stamps: "start" },
  r: { role: "request" },
  m: { role: "method" },
  U: { role: "path" },
  q: { role: "marked-query" },
  H: { role: "protocol" },
  s: { role: "status" },
  b: { role: "bytes" },
  B: { role: "bytes" },
  O: { role: "bytes" },
  D: { role: "took", unit: "us", decimals: 0 },
  T: { role: "took", unit: "s", decimals: 0 },
  k: { role: "other", written: "0" },
};

const unitsOfT: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

/**
 * What a directive of Apache's `LogFormat` holds.
 * @param letter - `t` of `%{sec}t`
 * @param argument - `sec`; empty when there are no braces
 * @returns undefined for a time that cannot be read
 */
export function apacheDirective(letter: string, argument: string): Holding | undefined {
  if (argument === "" || letter === "a" || letter === "h") return apacheDirectives[letter] ?? nothing;
  const name = argument.toLowerCase();
  if (letter === "i" && name === "user-agent") return { role: "agent" };
  if (letter === "i" && name === "cookie") return { role: "cookie" };
  if (letter === "t" && argument === "end:") return { role: "time", spelled: "bracketed", stamps: "end" };
  if (letter === "T" && argument === "s.us") return { role: "took", unit: "s", decimals: 6 };
  if (letter === "T") {
    const unit = unitsOfT.find((known) => known === argument);
    return unit === undefined ? nothing : { role: "took", unit, decimals: 0 };
  }
  if (letter !== "t") return nothing;
  const [, moment, format = ""] = /^(begin:|end:)?(.*)$/s.exec(argument) ?? [];
  const piece = timePiece(format);
  return piece && { role: "piece", piece, stamps: moment === "end:" ? "end" : "start" };
}
