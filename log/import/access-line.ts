import { canonicalAddress } from "../../domain/text/address.ts";

/** One line of an access log, taken apart but not yet understood. */
export interface AccessLine {
  readonly address: string;
  readonly time: string;
  /** `GET /path?query HTTP/1.1`, or whatever the client sent. */
  readonly request: string;
  /** What follows the request: status, bytes, and whatever else; quotes are taken off. */
  readonly fields: readonly string[];
}

const fieldPattern = /"((?:[^"\\]|\\.)*)"|(\S+)/g;

/**
 * Takes the common and the combined log format apart, with a virtual host in front or not, and with anything behind.
 * `undefined` when the brackets, the quotes or the status are not there.
 */
export function parseAccessLine(line: string): AccessLine | undefined {
  const opened = line.indexOf(" [");
  const closed = line.indexOf('] "', opened);
  if (opened < 1 || closed < 0) return undefined;
  const requestFrom = closed + 3;
  const requestEnd = closingQuote(line, requestFrom);
  if (requestEnd < 0) return undefined;
  const fields = fieldsOf(line.slice(requestEnd + 1));
  if (fields.length < 2) return undefined;
  return {
    address: addressIn(line.slice(0, opened)),
    time: line.slice(opened + 2, closed),
    request: line.slice(requestFrom, requestEnd),
    fields,
  };
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at;
  }
  return -1;
}

/** Cuts at spaces outside quotes. */
export function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  fieldPattern.lastIndex = 0;
  for (let match = fieldPattern.exec(text); match !== null; match = fieldPattern.exec(text)) {
    fields.push(match[1] ?? match[2] ?? "");
  }
  return fields;
}

/** `host ident user`, perhaps with the virtual host in front. */
function addressIn(head: string): string {
  const [first = "", second = ""] = head.split(" ");
  return first.includes(":") && canonicalAddress(second) !== undefined ? second : first;
}

/** Method, path and query of `GET /path?query HTTP/1.1`. */
export function requestDetails(request: string): {
  readonly method: string;
  readonly path: string;
  readonly query: string;
} {
  const [method = "", url = ""] = request.split(" ");
  return { method, ...urlDetails(url) };
}

/** The path, without scheme and host, and what stands behind its question mark. */
export function urlDetails(url: string): { readonly path: string; readonly query: string } {
  const local = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/#.*$/s, "");
  const mark = local.indexOf("?");
  return mark < 0 ? { path: local, query: "" } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}
