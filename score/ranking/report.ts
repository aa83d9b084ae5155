import type { Paint } from "../paint.ts";
import { printable, printableJson } from "../printable.ts";
import { numberText, percentAtLeast } from "../repeat/words.ts";
import { alignedRows } from "../table.ts";
import type { RankedRow } from "./row.ts";
import { groupOf } from "./sort.ts";

const head = [
  "detector",
  "delay",
  "p95",
  "floor",
  "efficiency",
  "smallest fault",
  "false alarms/1,000",
  "ns/observation",
  "",
];

/** A table for each kind of incident, in the order of the rows. Ends in a newline. */
export function rankingText(rows: readonly RankedRow[], paint: Paint): string {
  const groups = [...new Set(rows.map(groupOf))];
  return groups
    .map((group) => {
      const cells = rows.filter((row) => groupOf(row) === group).map(cellsOf);
      const [first = "", ...lines] = alignedRows([head, ...cells]);
      return `${[paint.bold(printable(group)), paint.dim(first), ...lines].join("\n")}\n`;
    })
    .join("\n");
}

/** One JSON document. Delays in affected observations; floors in zero state. */
export function rankingJson(rows: readonly RankedRow[]): string {
  return `${printableJson(JSON.stringify({ schemaVersion: 1, rows }, undefined, 2))}\n`;
}

function cellsOf(row: RankedRow): readonly string[] {
  const { delay, p95, floor, efficiency, smallest, disqualified } = row;
  return [
    printable(row.detector),
    numberText(delay),
    p95 === undefined ? "missed" : numberText(p95),
    floor === undefined ? "-" : floor.toPrecision(3),
    efficiency === undefined ? "-" : `${row.missed > 0 ? "≤ " : ""}${percentAtLeast(efficiency)}`,
    smallest === undefined ? "-" : `${smallest.target}=${numberText(smallest.value)}`,
    numberText(row.falseAlarmsPerThousand),
    numberText(row.nsPerObservation),
    disqualified === undefined ? "" : `out: ${disqualified}`,
  ];
}
