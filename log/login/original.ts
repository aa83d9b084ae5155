import type { LoginObservation, LoginOutcome } from "../../domain/login/observation.ts";
import { loginFailures } from "../../domain/login/observation.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import { yearNote } from "../../domain/time/instant.ts";
import { cellsIn, csvCell } from "../formats/csv.ts";
import type { LineFormat, ParsedLine, SkippedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { byteOrderMark, shown } from "../formats/text.ts";
import { originalInstant, parseOriginalInstant } from "../traffic/attacks.ts";

const names = ["datetime", "source_ip", "username", "success", "failure_reason"] as const;
const header = names.join(",");

/**
 * The log of the original login simulator: a header, then `2018-11-01 00:36:52.617978,142.89.86.32,vkim,True,`. Its
 * instants have no zone and are taken as UTC; a whole second has no fraction. Reasons are `error_wrong_password` and the
 * like, and nothing after a success. It writes no index: rows are counted.
 */
export function loginOriginal(): LineFormat<LoginObservation> {
  return { header: `${header}\n`, recognises: isHeader, encode, decode };
}

/** Also behind a byte order mark. */
function isHeader(line: string): boolean {
  return line === header || line === byteOrderMark + header;
}

function encode({ atMs, ip, user, outcome }: LoginObservation): string {
  const cells = [originalInstant(atMs), csvCell(ip), csvCell(user), ...outcomeCells(outcome)];
  return `${cells.join(",")}\n`;
}

function outcomeCells(outcome: LoginOutcome): readonly [string, string] {
  switch (outcome.kind) {
    case "success":
      return ["True", ""];
    case "failure":
      return ["False", `error_${outcome.reason}`];
  }
}

function decode(line: string, index: number): ParsedLine<LoginObservation> {
  if (isHeader(line)) return { kind: "header" };
  if (line === "") return skipped("the line is empty");
  const cells = cellsIn(line);
  if (cells === undefined) return skipped("its quotes do not match");
  if (cells.length !== names.length) return skipped(`${cells.length} columns, not ${names.length}`);
  const [datetime = "", address = "", user = "", success = "", reason = ""] = cells;
  const atMs = parseOriginalInstant(datetime);
  if (atMs === undefined)
    return skipped(
      `datetime is ${shown(datetime)}, not like 2018-11-01 00:36:52.617978${yearNote(datetime)}`,
    );
  if (address === "") return skipped("source_ip is empty");
  const ip = canonicalAddress(address);
  if (ip === undefined) return skipped(`source_ip is ${shown(address)}, no address`);
  const outcome = outcomeOf(success, reason);
  if (outcome.kind === "skipped") return outcome;
  return { kind: "row", row: { kind: "login", index, atMs, ip, user, outcome } };
}

function outcomeOf(success: string, reason: string): LoginOutcome | SkippedLine {
  if (success === "True") {
    return reason === ""
      ? { kind: "success" }
      : skipped(`failure_reason is ${shown(reason)}, not empty after a success`);
  }
  if (success !== "False") return skipped(`success is ${shown(success)}, not True or False`);
  const known = loginFailures.find((failure) => reason === `error_${failure}`);
  return known === undefined
    ? skipped(`failure_reason is ${shown(reason)}, not error_${loginFailures.join(", error_")}`)
    : { kind: "failure", reason: known };
}
