import { loginFailures } from "../../../domain/login/observation.ts";
import { printable } from "../../../domain/text/printable.ts";
import { formatInstant } from "../../../domain/time/instant.ts";
import { alignedRows } from "../../text/paint.ts";
import { counted, countText, percentText, secondText } from "../../text/sentences.ts";
import { boundedText, foreignText } from "../../traffic/explored.ts";
import type { AddressRow, Exploration, RarerAddresses } from "./exploration.ts";

const addressesShown = 10;

/** What a terminal shows of a log: its figures and the addresses with most attempts. Ends in a newline. */
export function explorationText(explored: Exploration): string {
  const { attempts, successes, firstMs, lastMs, notes } = explored;
  const failures = attempts - successes;
  const facts = [
    ["attempts", `${countText(attempts)} from ${secondText(firstMs)} to ${secondText(lastMs)} UTC`],
    ["addresses", boundedText(explored.addresses) + attackWords(explored)],
    ["users", boundedText(explored.users)],
    ["failures", `${countText(failures)} (${percentText(failures / attempts)})${reasonWords(explored)}`],
  ];
  return `${[...alignedRows(facts), "", ...topAddresses(explored), ...notes].join("\n")}\n`;
}

function attackWords({ truth, attackAddresses }: Exploration): string {
  return truth === "known" ? `, ${countText(attackAddresses)} of them attacking` : "";
}

function reasonWords({ failures }: Exploration): string {
  const reasons = loginFailures.filter((reason) => failures[reason] > 0);
  return reasons.length === 0
    ? ""
    : `: ${reasons.map((reason) => `${countText(failures[reason])} ${reason}`).join(", ")}`;
}

function topAddresses({ rows, truth }: Exploration): readonly string[] {
  const shown = rows.slice(0, addressesShown);
  const isAll = shown.length === rows.length;
  const head = ["address", "attempts", "failed", "users", ...(truth === "known" ? ["attack"] : [])];
  const heading = isAll
    ? "By address"
    : `The ${counted(shown.length, "address", "addresses")} with most attempts`;
  return [`${heading}:`, ...alignedRows([head, ...shown.map((row) => shownCells(row))])];
}

function shownCells({ ip, attempts, successes, users, origin }: AddressRow): readonly string[] {
  const cells = [
    foreignText(ip),
    countText(attempts),
    percentText((attempts - successes) / attempts),
    boundedText(users),
  ];
  switch (origin) {
    case "attack":
      return [...cells, "yes"];
    case "other":
      return [...cells, "no"];
    case "unknown":
      return cells;
  }
}

/**
 * The table by address as texts, the head first, most attempts first; the rarest in one row at the end where there are too
 * many. Invisible characters are spelled out. The caller must still escape what a spreadsheet takes for a formula.
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
