import type { RankedRow, SmallestValue } from "../../domain/results/ranking.ts";
import { groupOf } from "../../domain/results/ranking.ts";
import type { Floor } from "../../domain/results/repeat.ts";
import type { DetectorStatistics, KindStatistics } from "../../domain/results/statistics.ts";
import type { VerdictError } from "../../domain/verdict.ts";

/** What is known of a detector beside its drills. */
export interface DetectorFacts {
  /** An alert names a row that it is not dated by, or a shorter log gives other alerts. */
  readonly looksAhead: boolean;
  /** Absent when it crashed while it was timed, and for detectors outside this process. */
  readonly nsPerObservation?: number;
  /** It crashed while it was timed. */
  readonly crash?: VerdictError;
}

/**
 * Why a detector may not be ranked with the others: its alerts know more than they can, half of the incidents go by
 * unnoticed (always firing notices none), or half of the drills have false alarms.
 */
function disqualification(
  { error, quiet }: DetectorStatistics,
  kind: KindStatistics | undefined,
  { looksAhead, crash }: DetectorFacts,
): string | undefined {
  if (error !== undefined || crash !== undefined) return "it crashed";
  if (looksAhead) return "it looks ahead";
  if (kind?.affected.p50.value === Infinity) return "it misses more than half of them";
  return quiet.successes * 2 < quiet.trials ? "false alarms in more than half of the drills" : undefined;
}

/**
 * A row for each kind of incident; without incidents one that tells of false alarms and cost; none if every drill crashed.
 * @param floors - by kind of incident
 */
export function rankedRows(
  scenario: string,
  detector: string,
  statistics: DetectorStatistics,
  floors: ReadonlyMap<string, Floor>,
  facts: DetectorFacts,
  smallest: SmallestValue | undefined,
): readonly RankedRow[] {
  const rowWith = (kind: KindStatistics | undefined, delays: DelayFigures): RankedRow => {
    const disqualified = disqualification(statistics, kind, facts);
    return {
      scenario,
      ...(kind === undefined ? {} : { kind: kind.kind, within: kind.within }),
      detector,
      ...delays,
      falseAlarmsPerThousand: statistics.falseAlarms.perThousand,
      ...(facts.nsPerObservation === undefined ? {} : { nsPerObservation: facts.nsPerObservation }),
      ...(statistics.replays === undefined ? {} : { replays: statistics.replays }),
      ...(disqualified === undefined ? {} : { disqualified }),
    };
  };
  if (statistics.crashed === statistics.drills) return [];
  if (statistics.kinds.length === 0) return [rowWith(undefined, { missed: 0 })];
  return statistics.kinds.map((kind) => rowWith(kind, delayFigures(kind, floors.get(kind.kind), smallest)));
}

type DelayFigures = Pick<RankedRow, "delay" | "p95" | "floor" | "efficiency" | "missed" | "smallest">;

function delayFigures(
  { affected, missed }: KindStatistics,
  floor: Floor | undefined,
  smallest: SmallestValue | undefined,
): DelayFigures {
  return {
    delay: affected.restrictedMean,
    ...(affected.p95.value === Infinity ? {} : { p95: affected.p95.value }),
    ...(floor === undefined ? {} : { floor: floor.delay, efficiency: floor.delay / affected.restrictedMean }),
    ...(smallest === undefined ? {} : { smallest }),
    missed,
  };
}

/** What a comparison may be sorted by. */
export const sortColumns = ["delay", "p95", "floor", "efficiency", "smallest", "false-alarms", "ns"] as const;

export type SortColumn = (typeof sortColumns)[number];

/**
 * Best first, by kind of incident. Disqualified detectors come last, whatever the column. A
 * missing figure counts as the worst. Where there is no incident, every column but `ns` sorts by false alarms. Equals
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
      return row.nsPerObservation ?? Infinity;
  }
}

/** Two infinities are equal. */
function ascending(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
