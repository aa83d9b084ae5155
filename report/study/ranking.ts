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
 * the detectors that crashed, after them those whose rows do not count. Ends in a newline.
 */
export function rankingText(
  { rows, crashed }: Comparison,
  paint: Paint,
  detail: ReportDetail = "usual",
): string {
  const linesOf = (some: readonly CrashedInScenario[]): readonly string[] => [
    ...new Set(some.map((one) => `${paint.red(errorLine(one))}\n`)),
  ];
  const errors = linesOf(crashed.filter((one) => !isInDoubt(one)));
  const doubts = linesOf(crashed.filter(isInDoubt));
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
  return [
    ...(errors.length === 0 ? [] : [errors.join("")]),
    ...(tables.length < 2 ? [] : [summaryText(rows, paint)]),
    ...tables,
    ...(doubts.length === 0 ? [] : [doubts.join("")]),
  ].join("\n");
}

/** All detectors in one table: a column for each kind of incident, and the false alarms of all scenarios. */
function summaryText(rows: readonly RankedRow[], paint: Paint): string {
  const groups = [...new Set(rows.map(groupOf))];
  const incidents = groups.filter((group) =>
    rows.some((row) => groupOf(row) === group && row.kind !== undefined),
  );
  const detectors = [...new Set(rows.map(({ detector }) => detector))].map((detector) => {
    const own = rows.filter((row) => row.detector === detector);
    const cells = incidents.map((group) => own.find((row) => groupOf(row) === group));
    // Every kind of incident of a scenario repeats the figure of its drills.
    const alarms = [...new Map(own.map((row) => [row.scenario, row.falseAlarmsPerThousand])).values()];
    const alarmRate = alarms.reduce((sum, rate) => sum + rate, 0) / alarms.length;
    const missed = own.reduce((sum, row) => sum + row.missed, 0);
    return { detector, cells, missed, alarmRate };
  });
  const [head = "", ...lines] = alignedRows([
    ["detector", ...incidents, "missed", "false alarms/1,000"].map((text) => printable(text)),
    ...detectors
      .toSorted((a, b) => a.missed - b.missed || a.alarmRate - b.alarmRate)
      .map(({ detector, cells, missed, alarmRate }) => [
        printable(detector),
        ...cells.map((row) => (row?.delay === undefined ? "-" : numberText(row.delay))),
        numberText(missed),
        numberText(alarmRate),
      ]),
  ]);
  const title = "All scenarios: mean delay; incidents missed; mean rate of false alarms";
  return `${[paint.bold(title), paint.dim(head), ...lines].join("\n")}\n`;
}

/** Its drills went well, but its program answers differently in another session. */
function isInDoubt({ error }: CrashedInScenario): boolean {
  return error.code === "SESSION_DIFFERS";
}

function errorLine(one: CrashedInScenario): string {
  const { scenario, detector, error } = one;
  if (one.crashed > 0 || isInDoubt(one)) return crashedLine(one, ` of ${printable(scenario)}`);
  const what = `${printable(detector)} crashed while it was timed on ${printable(scenario)}`;
  return `ERROR   ${what}: ${printable(error.message)}`;
}

/** One JSON document. Delays in affected observations; floors in zero state. Without incidents there is no `kind` and no `delay`. */
export function rankingJson({ rows, crashed }: Comparison): string {
  const document = {
    schemaVersion: 1,
    passed: crashed.length === 0,
    rows,
    ...(crashed.length === 0 ? {} : { crashed }),
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}
