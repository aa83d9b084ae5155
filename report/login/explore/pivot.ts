import { loginFailures } from "../../../domain/login/observation.ts";
import { formatInstant } from "../../../domain/time/instant.ts";
import { printable } from "../../../domain/text/printable.ts";
import type { AddressRow, Exploration, RarerAddresses } from "./exploration.ts";
import { boundedText } from "./words.ts";

/**
 * The table by address as texts, the head first, most attempts first; the rarest in one row at the end where there are too
 * many. Characters that nobody sees are spelled out; whoever writes it must still mind what a spreadsheet takes for a formula.
 */
export function* pivotRows(explored: Exploration): Generator<readonly string[], void, undefined> {
  const { rows, rarer, truth } = explored;
  const labelled = truth === "known";
  yield [
    "source_ip",
    "attempts",
    "successes",
    "failures",
    ...loginFailures,
    "distinct_users",
    "first_at",
    "last_at",
    "hours_active",
    ...(labelled ? ["attack"] : []),
  ];
  for (const row of rows)
    yield [...addressCells(row), ...(labelled ? [String(row.origin === "attack")] : [])];
  if (rarer !== undefined) yield [...rarerCells(rarer), ...(labelled ? [""] : [])];
}

function addressCells(row: AddressRow): readonly string[] {
  return [
    printable(row.ip),
    ...countCells(row),
    boundedText(row.users).replaceAll(",", ""),
    formatInstant(row.firstMs),
    formatInstant(row.lastMs),
    String(row.hours),
  ];
}

function rarerCells(rarer: RarerAddresses): readonly string[] {
  return [`(${rarer.addresses} rarer addresses)`, ...countCells(rarer), "", "", "", ""];
}

function countCells({
  attempts,
  successes,
  failures,
}: Pick<AddressRow, "attempts" | "successes" | "failures">): readonly string[] {
  return [attempts, successes, attempts - successes, ...loginFailures.map((reason) => failures[reason])].map(
    String,
  );
}
