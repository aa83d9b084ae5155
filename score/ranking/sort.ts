import type { RankedRow } from "./row.ts";

/** What a comparison may be sorted by. */
export const sortColumns = ["delay", "p95", "floor", "efficiency", "smallest", "false-alarms", "ns"] as const;

export type SortColumn = (typeof sortColumns)[number];

/**
 * The best first, kind of incident by kind; whoever is disqualified stands below whoever is not, by whatever column. A
 * figure that is not there is the worst. Where there is no incident, every column but `ns` sorts by false alarms. Equals
 * stand in order of their names.
 */
export function sortedRows(rows: readonly RankedRow[], column: SortColumn): readonly RankedRow[] {
  const kinds = [...new Set(rows.map(groupOf))];
  return rows.toSorted(
    (a, b) =>
      kinds.indexOf(groupOf(a)) - kinds.indexOf(groupOf(b)) ||
      Number(a.disqualified !== undefined) - Number(b.disqualified !== undefined) ||
      ascending(badness(a, columnFor(a, column)), badness(b, columnFor(b, column))) ||
      (a.detector < b.detector ? -1 : Number(a.detector > b.detector)),
  );
}

/** Rows that answer the same question. */
export function groupOf({ scenario, kind = "no incident" }: RankedRow): string {
  return `${scenario}, ${kind}`;
}

function columnFor({ kind }: RankedRow, asked: SortColumn): SortColumn {
  return kind === undefined && asked !== "ns" ? "false-alarms" : asked;
}

/** The lower the better. */
function badness(row: RankedRow, column: SortColumn): number {
  switch (column) {
    case "delay":
      return row.delay ?? Infinity;
    case "p95":
      return row.p95 ?? Infinity;
    case "floor":
      return row.floor ?? Infinity;
    case "efficiency":
      return row.efficiency === undefined ? Infinity : -row.efficiency;
    case "smallest":
      return row.smallest?.value ?? Infinity;
    case "false-alarms":
      return row.falseAlarmsPerThousand;
    case "ns":
      return row.nsPerObservation;
  }
}

/** Two infinities are equal. */
function ascending(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
