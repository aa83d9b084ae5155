import type { Comparison, CrashedInScenario, RankedRow } from "../../domain/results/ranking.ts";
import { groupOf } from "../../domain/results/ranking.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";
import type { ReportDetail } from "./words.ts";
import { crashedLine, numberText, percentAtLeast } from "./words.ts";

interface Column {
  readonly head: string;
  readonly cell: (row: RankedRow) => string;
}

const nameColumn: Column = { head: "detector", cell: ({ detector }) => printable(detector) };

const delayColumns: readonly Column[] = [
  { head: "delay", cell: ({ delay }) => (delay === undefined ? "-" : numberText(delay)) },
  { head: "p95", cell: ({ p95 }) => (p95 === undefined ? "missed" : numberText(p95)) },
];

const floorColumns: readonly Column[] = [
  { head: "floor", cell: ({ floor }) => (floor === undefined ? "-" : floor.toPrecision(3)) },
  {
    head: "efficiency",
    cell: ({ efficiency, missed }) =>
      efficiency === undefined ? "-" : `${missed > 0 ? "≤ " : ""}${percentAtLeast(efficiency)}`,
  },
];

const smallestColumn: Column = {
  head: "smallest fault",
  cell: ({ smallest }) => (smallest === undefined ? "-" : `${smallest.target}=${numberText(smallest.value)}`),
};

const costColumns: readonly Column[] = [
  { head: "false alarms/1,000", cell: (row) => numberText(row.falseAlarmsPerThousand) },
  {
    head: "ns/observation",
    cell: ({ nsPerObservation: ns }) => (ns === undefined ? "-" : numberText(ns)),
  },
  { head: "", cell: ({ disqualified }) => (disqualified === undefined ? "" : `out: ${disqualified}`) },
];

/**
 * A table for each kind of incident, in the order of the rows; without incidents one of false alarms and cost. Before them
 * the detectors that crashed. Ends in a newline.
 */
export function rankingText(
  { rows, crashed }: Comparison,
  paint: Paint,
  detail: ReportDetail = "usual",
): string {
  const errors = crashed.map((one) => `${paint.red(errorLine(one))}\n`);
  const withDelays = [
    nameColumn,
    ...delayColumns,
    ...(detail === "all" ? floorColumns : []),
    smallestColumn,
    ...costColumns,
  ];
  const tables = [...new Set(rows.map(groupOf))].map((group) => {
    const members = rows.filter((row) => groupOf(row) === group);
    const isQuiet = members.every(({ kind }) => kind === undefined);
    const columns = isQuiet ? [nameColumn, ...costColumns] : withDelays;
    const [first = "", ...lines] = alignedRows([
      columns.map(({ head }) => head),
      ...members.map((row) => columns.map(({ cell }) => cell(row))),
    ]);
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
