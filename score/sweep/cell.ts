import type { VerdictError } from "../../domain/verdict.ts";
import type {
  DetectorStatistics,
  DrillReference,
  KindStatistics,
  ShareEstimate,
} from "../repeat/statistics.ts";

/** One kind of incident in one cell; a delay that is absent is among the misses. In affected observations. */
export interface CellKind {
  readonly kind: string;
  readonly inTime: ShareEstimate;
  readonly p50?: number;
  readonly p95?: number;
  readonly longest?: number;
  /** Misses count with the horizon. */
  readonly mean: number;
  readonly horizon: number;
}

/** One detector in one cell. */
export interface CellDetector {
  readonly drills: number;
  readonly falseAlarms: number;
  readonly healthyObservations: number;
  readonly kinds: readonly CellKind[];
  /** The drill to look at; absent without incidents. */
  readonly worst?: DrillReference;
  readonly error?: VerdictError;
}

/** A line of `cells.ndjson`. */
export interface CellResult {
  readonly index: number;
  readonly settings: readonly string[];
  /** In the order of the sweep's detectors. */
  readonly detectors: readonly CellDetector[];
}

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
