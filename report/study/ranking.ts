import type { Comparison, CrashedInScenario, RankedRow } from "../../domain/results/ranking.ts";
import { groupOf } from "../../domain/results/ranking.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";
import { crashedLine, numberText, percentAtLeast } from "./words.ts";

const quietHead = ["detector", "false alarms/1,000", "ns/observation", ""];

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

/**
 * A table for each kind of incident, in the order of the rows; without incidents one of false alarms and cost. Before them
 * the detectors that crashed. Ends in a newline.
 */
export function rankingText({ rows, crashed }: Comparison, paint: Paint): string {
  const groups = [...new Set(rows.map(groupOf))];
  const errors = crashed.map((one) => `${paint.red(errorLine(one))}\n`);
  const tables = groups.map((group) => {
    const members = rows.filter((row) => groupOf(row) === group);
    const isQuiet = members.every(({ kind }) => kind === undefined);
    const [first = "", ...lines] = alignedRows(
      isQuiet ? [quietHead, ...members.map(quietCells)] : [head, ...members.map(cellsOf)],
    );
    return `${[paint.bold(printable(group)), paint.dim(first), ...lines].join("\n")}\n`;
  });
  return [...(errors.length === 0 ? [] : [errors.join("")]), ...tables].join("\n");
}

function errorLine(one: CrashedInScenario): string {
  const { scenario, detector, error } = one;
  if (one.crashed > 0) return crashedLine(one, ` of ${printable(scenario)}`);
  const what = `${printable(detector)} crashed while it was timed on ${printable(scenario)}`;
  return `ERROR   ${what}: ${printable(error.message)}`;
}

/** One JSON document. Delays in affected observations; floors in zero state. Without incidents there is no `kind` and no `delay`. */
export function rankingJson({ rows, crashed }: Comparison): string {
  const document = { schemaVersion: 1, rows, ...(crashed.length === 0 ? {} : { crashed }) };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

function cellsOf(row: RankedRow): readonly string[] {
  const { delay, p95, floor, efficiency, smallest } = row;
  const [name = "", ...others] = quietCells(row);
  return [
    name,
    delay === undefined ? "-" : numberText(delay),
    p95 === undefined ? "missed" : numberText(p95),
    floor === undefined ? "-" : floor.toPrecision(3),
    efficiency === undefined ? "-" : `${row.missed > 0 ? "≤ " : ""}${percentAtLeast(efficiency)}`,
    smallest === undefined ? "-" : `${smallest.target}=${numberText(smallest.value)}`,
    ...others,
  ];
}

/** What can be said where nothing is wrong. */
function quietCells({
  detector,
  falseAlarmsPerThousand,
  nsPerObservation,
  disqualified,
}: RankedRow): readonly string[] {
  return [
    printable(detector),
    numberText(falseAlarmsPerThousand),
    nsPerObservation === undefined ? "-" : numberText(nsPerObservation),
    disqualified === undefined ? "" : `out: ${disqualified}`,
  ];
}
