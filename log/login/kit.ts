import type { LoginFailure, LoginObservation, LoginOutcome } from "../../domain/login/observation.ts";
import { loginFailures } from "../../domain/login/observation.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { Cell, Column, ColumnTable } from "../formats/columns.ts";
import { emptyCell } from "../formats/columns.ts";
import type { ParsedLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { LogKit } from "../source.ts";
import { attackListFor } from "../traffic/attacks.ts";
import { foreignLogins } from "./foreign.ts";
import { loginOriginal } from "./original.ts";

const columns: readonly Column[] = [
  { name: "index", holds: "count" },
  { name: "at", holds: "instant" },
  { name: "source_ip", holds: "text" },
  { name: "username", holds: "text", optional: true },
  { name: "outcome", holds: "text" },
  { name: "failure_reason", holds: "text", optional: true },
];

/** Attempts to log in as columns. `failure_reason` stands in failures only; a name may be empty, quoted or not. */
const loginColumns: ColumnTable<LoginObservation> = { columns, cellsOf, rowOf };

/** What to give where a log of another source was given. */
export const wantedLog =
  "Give a log of attempts to log in: the log of a drill of a login scenario, or the original's log.csv.";

/** Logs of attempts to log in. */
export const loginKit: LogKit<LoginObservation> = {
  columns: loginColumns,
  original: loginOriginal,
  foreign: foreignLogins,
  attackList: attackListFor(wantedLog),
};

function cellsOf({ index, atMs, ip, user, outcome }: LoginObservation): readonly Cell[] {
  return [index, atMs, ip, user, outcome.kind, outcome.kind === "failure" ? outcome.reason : undefined];
}

function rowOf(cells: readonly Cell[]): ParsedLine<LoginObservation> {
  const [index, atMs, address, user, kind, reason] = cells;
  if (typeof index !== "number") return emptyCell("index");
  if (typeof atMs !== "number") return emptyCell("at");
  if (typeof address !== "string") return emptyCell("source_ip");
  const ip = canonicalAddress(address);
  if (ip === undefined) return skipped(`source_ip is ${shown(address)}, no address`);
  const outcome = outcomeOf(kind, reason);
  if (outcome.kind === "skipped") return outcome;
  return { kind: "row", row: { kind: "login", index, atMs, ip, user: String(user ?? ""), outcome } };
}

function outcomeOf(kind: Cell, reason: Cell): LoginOutcome | SkippedLine {
  if (kind === "success") {
    return reason === undefined ? { kind } : skipped("failure_reason is not empty in a success");
  }
  if (kind !== "failure") return skipped(`outcome is ${shown(String(kind ?? ""))}, not success or failure`);
  if (typeof reason !== "string") return emptyCell("failure_reason");
  return isReason(reason)
    ? { kind, reason }
    : skipped(`failure_reason is ${shown(reason)}, not ${loginFailures.join(", ")}`);
}

function isReason(text: string): text is LoginFailure {
  return loginFailures.some((reason) => reason === text);
}
