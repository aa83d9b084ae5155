import type { DetectorStatistics, KindStatistics } from "../../domain/results/statistics.ts";
import type { CellDetector, CellKind } from "../../domain/results/sweep.ts";

/** What a sweep keeps of a cell. */
export function cellDetector({ drills, falseAlarms, kinds, worst, error }: DetectorStatistics): CellDetector {
  return {
    drills,
    falseAlarms: falseAlarms.falseAlarms,
    healthyObservations: falseAlarms.observations,
    kinds: kinds.map(cellKind),
    ...(worst === undefined ? {} : { worst }),
    ...(error === undefined ? {} : { error }),
  };
}

function cellKind({ kind, inTime, affected }: KindStatistics): CellKind {
  const { p50, p95, longest, restrictedMean: mean, horizon } = affected;
  return {
    kind,
    inTime,
    ...(p50.value === Infinity ? {} : { p50: p50.value }),
    ...(p95.value === Infinity ? {} : { p95: p95.value }),
    ...(longest === Infinity ? {} : { longest }),
    mean,
    horizon,
  };
}
