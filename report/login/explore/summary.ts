import { loginFailures } from "../../../domain/login/observation.ts";
import { formatInstant } from "../../../domain/time/instant.ts";
import { alignedRows } from "../../text/paint.ts";
import type { AddressRow, Exploration } from "./exploration.ts";
import { boundedText, counted, countText, foreignText, percentText } from "./words.ts";

const addressesShown = 10;

/** What a terminal shows of a log: its figures and the addresses with most attempts. Ends in a newline. */
export function explorationText(explored: Exploration): string {
  const { attempts, successes, firstMs, lastMs, notes } = explored;
  const failures = attempts - successes;
  const facts = [
    ["attempts", `${countText(attempts)} from ${instantText(firstMs)} to ${instantText(lastMs)} UTC`],
    ["addresses", boundedText(explored.addresses) + attackWords(explored)],
    ["users", boundedText(explored.users)],
    ["failures", `${countText(failures)} (${percentText(failures / attempts)})${reasonWords(explored)}`],
  ];
  return `${[...alignedRows(facts), "", ...topAddresses(explored), ...notes].join("\n")}\n`;
}

function instantText(atMs: number): string {
  return formatInstant(atMs).slice(0, 19).replace("T", " ");
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
  return [`${heading}:`, ...alignedRows([head, ...shown.map((row) => addressCells(row))])];
}

function addressCells({ ip, attempts, successes, users, origin }: AddressRow): readonly string[] {
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
