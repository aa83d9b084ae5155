import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf, urlParts } from "../../domain/access/request.ts";

/** What the first line of a request asks for. */
export type RequestLine = Pick<AccessObservation, "method" | "path" | "query" | "protocol">;

/** Of a request line that could not be read. */
const unreadableRequest: RequestLine = { method: "-", path: "-", query: "", protocol: "-" };

const methodPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}$/;
const protocolPattern = /^HTTP\/\d(?:\.\d)?$/;

/**
 * Reads `GET /path?query HTTP/1.1`. The target reaches from the first blank to the last one before a protocol, so that it
 * can hold blanks; without a protocol the request is one of HTTP/0.9.
 */
export function readRequestLine(text: string): RequestLine {
  const first = text.indexOf(" ");
  if (first < 1) return unreadableRequest;
  const method = text.slice(0, first);
  const last = text.lastIndexOf(" ");
  const ending = text.slice(last + 1);
  const hasProtocol = last > first && protocolPattern.test(ending);
  const target = text.slice(first + 1, hasProtocol ? last : text.length);
  if (target === "" || !methodPattern.test(method)) return unreadableRequest;
  return { method, ...urlParts(target), protocol: hasProtocol ? ending : "HTTP/0.9" };
}

/** The inverse of `readRequestLine`; `-` for what could not be read. */
export function requestText(request: RequestLine): string {
  const { method, path, protocol } = request;
  return method === "-" && path === "-" ? "-" : `${method} ${urlOf(request)} ${protocol}`;
}
