import { number } from "../fields.ts";
import type { TrafficEntry } from "../traffic/scenario.ts";
import type { TrafficKind } from "../traffic/source.ts";
import type { Visit } from "../traffic/visit.ts";
import type { SiteRequest, MalformedStatus } from "./site.ts";
import type { Visitors } from "./visitors.ts";

/** A request to a web server. */
export type WebRequest =
  | (SiteRequest & { readonly kind: "readable" })
  /** Its request line cannot be read, or came too late. */
  | { readonly kind: "malformed"; readonly status: MalformedStatus };

/** A request and who sends it. */
export interface WebAct {
  readonly ip: string;
  readonly userAgent: string;
  readonly request: WebRequest;
}

/** The requests of one visitor in a row. */
export type WebVisit = Visit<WebAct>;

/** A kind of attack. Its first request is at the onset. */
export type AccessAttack<Entry extends TrafficEntry> = TrafficKind<Entry, Visitors, WebAct, "attack">;

/** A kind of benign traffic that looks unusual. */
export type BenignAccess<Entry extends TrafficEntry> = TrafficKind<Entry, Visitors, WebAct, "benign">;

export const secondMs = 1000;

/** Time between the requests of an entry. */
export const everySeconds = number(0.001, 86_400, "the seconds between its requests");

/** Who sends a request. */
export type Sender = Pick<WebAct, "ip" | "userAgent">;

/** @param url - path and query, as sent */
export function ask(
  { ip, userAgent }: Sender,
  method: string,
  url: string,
  more: Partial<Pick<SiteRequest, "isCached" | "body">> = {},
): WebAct {
  const { path, query } = urlParts(url);
  const request = { kind: "readable", method, path, query, isCached: false, body: "", ...more } as const;
  return { ip, userAgent, request };
}

/** Path and query of a URL as sent; the first question mark is between them. */
export function urlParts(url: string): Pick<SiteRequest, "path" | "query"> {
  const mark = url.indexOf("?");
  return mark === -1 ? { path: url, query: "" } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/** The inverse of `urlParts`. */
export function urlOf({ path, query }: Pick<SiteRequest, "path" | "query">): string {
  return query === "" ? path : `${path}?${query}`;
}
