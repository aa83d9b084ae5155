import type { AccessObservation } from "../../domain/access/observation.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { Cell, Column } from "../formats/columns.ts";
import { emptyCell } from "../formats/columns.ts";
import type { ParsedLine } from "../formats/format.ts";
import type { LogKit } from "../source.ts";
import { attackListFor } from "../traffic/attacks.ts";
import { accessOriginal, foreignAccessLogs, otherAccessLogs } from "./formats.ts";

const columns: readonly Column[] = [
  { name: "index", holds: "count" },
  { name: "at", holds: "instant" },
  { name: "ip", holds: "text" },
  { name: "method", holds: "text" },
  { name: "path", holds: "text", optional: true },
  { name: "query", holds: "text", optional: true },
  { name: "protocol", holds: "text" },
  { name: "status", holds: "count" },
  { name: "bytes", holds: "count" },
  { name: "response_time_s", holds: "duration", optional: true },
  { name: "user_agent", holds: "text", optional: true },
];

/** Access logs of web servers. */
export const accessLog: LogKit<AccessObservation> = {
  columns: { columns, cellsOf, rowOf },
  original: accessOriginal,
  others: otherAccessLogs,
  foreign: foreignAccessLogs,
  attackList: attackListFor(
    "Give a log of web requests: the log of a drill of a web scenario, or a web server's access log.",
  ),
};

function cellsOf(row: AccessObservation): readonly Cell[] {
  const { index, atMs, ip, method, path, query, protocol, status, bytes, responseMs, userAgent } = row;
  const queryCell = query === "" ? undefined : query;
  return [index, atMs, ip, method, path, queryCell, protocol, status, bytes, responseMs, userAgent];
}

function rowOf(cells: readonly Cell[]): ParsedLine<AccessObservation> {
  const [index, atMs, address, method, path, query, protocol, status, bytes, responseMs, userAgent] = cells;
  if (typeof index !== "number") return emptyCell("index");
  if (typeof atMs !== "number") return emptyCell("at");
  if (typeof address !== "string") return emptyCell("ip");
  if (typeof method !== "string") return emptyCell("method");
  if (typeof protocol !== "string") return emptyCell("protocol");
  if (typeof status !== "number") return emptyCell("status");
  if (typeof bytes !== "number") return emptyCell("bytes");
  const row = {
    kind: "access",
    index,
    atMs,
    ip: canonicalAddress(address) ?? address,
    method,
    path: String(path ?? ""),
    query: String(query ?? ""),
    protocol,
    status,
    bytes,
    ...(typeof responseMs === "number" ? { responseMs } : {}),
    ...(typeof userAgent === "string" ? { userAgent } : {}),
  } as const;
  return { kind: "row", row };
}
