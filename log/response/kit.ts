import type { ResponseObservation, ResponseOutcome } from "../../domain/response/observation.ts";
import { elapsedMs } from "../../domain/response/observation.ts";
import type { Cell, Column, ColumnTable } from "../formats/columns.ts";
import { emptyCell } from "../formats/columns.ts";
import type { ParsedLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { LogKit } from "../source.ts";
import { responseOriginal } from "./original.ts";

const columns: readonly Column[] = [
  { name: "index", holds: "count" },
  { name: "at", holds: "instant" },
  { name: "planned_at", holds: "instant" },
  { name: "sent_at", holds: "instant" },
  { name: "outcome", holds: "text" },
  { name: "response_time_s", holds: "duration" },
  { name: "status", holds: "count", optional: true },
  { name: "error", holds: "text", optional: true },
];

/**
 * Response times as columns. `response_time_s` is how long the request took or has taken, whatever its outcome;
 * `status` stands in completed rows only and `error` in failed ones only.
 */
const responseColumns: ColumnTable<ResponseObservation> = { columns, cellsOf, rowOf };

/** Logs of response times. */
export const responseKit: LogKit<ResponseObservation> = {
  columns: responseColumns,
  original: responseOriginal,
  attackList: undefined,
};

function cellsOf(observation: ResponseObservation): readonly Cell[] {
  const { index, atMs, plannedAtMs, sentAtMs, outcome } = observation;
  const status = outcome.kind === "completed" ? outcome.status : undefined;
  const error = outcome.kind === "failed" ? outcome.error : undefined;
  return [index, atMs, plannedAtMs, sentAtMs, outcome.kind, elapsedMs(observation), status, error];
}

function rowOf(cells: readonly Cell[]): ParsedLine<ResponseObservation> {
  const [index, atMs, plannedAtMs, sentAtMs, kind, tookMs, status, error] = cells;
  if (typeof index !== "number") return emptyCell("index");
  if (typeof atMs !== "number") return emptyCell("at");
  if (typeof plannedAtMs !== "number") return emptyCell("planned_at");
  if (typeof sentAtMs !== "number") return emptyCell("sent_at");
  if (typeof tookMs !== "number") return emptyCell("response_time_s");
  const outcome = outcomeOf(kind, tookMs, status, error);
  if (outcome.kind === "skipped") return outcome;
  return { kind: "row", row: { kind: "response", index, atMs, plannedAtMs, sentAtMs, outcome } };
}

/** Literals, because a text cut from its line is another text in memory for each row. */
function outcomeOf(kind: Cell, tookMs: number, status: Cell, error: Cell): ResponseOutcome | SkippedLine {
  if (kind === "completed") {
    if (typeof status !== "number") return emptyCell("status");
    return { kind: "completed", status, responseMs: tookMs };
  }
  if (kind === "failed") {
    if (typeof error !== "string") return emptyCell("error");
    return { kind: "failed", error, afterMs: tookMs };
  }
  if (kind === "open") return { kind: "open", ageMs: tookMs };
  return skipped(`outcome is ${shown(String(kind ?? ""))}, not completed, failed or open`);
}
