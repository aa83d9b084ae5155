import type { DetectorStatistics } from "./statistics.ts";

/** One setting of a detector: what it costs and what it gives. */
export interface AmocPoint {
  /** As `--detector` takes it. */
  readonly spec: string;
  readonly falseAlarmsPerThousand: number;
  /** Mean delay in affected observations; misses count with the horizon. */
  readonly delay: number;
  readonly missed: number;
  readonly incidents: number;
}

/**
 * Delay against false alarms (activity monitoring operating characteristic, Fawcett and Provost 1999) of one detector
 * for one kind of incident.
 */
export interface AmocCurve {
  readonly detector: string;
  readonly kind: string;
  /** From the least to the most false alarms. */
  readonly points: readonly AmocPoint[];
}

/** @param settings - one for each setting that was drilled */
export function amocCurves(
  detector: string,
  settings: readonly { readonly spec: string; readonly statistics: DetectorStatistics }[],
): readonly AmocCurve[] {
  const kinds = [...new Set(settings.flatMap(({ statistics }) => statistics.kinds.map(({ kind }) => kind)))];
  return kinds.map((kind) => ({
    detector,
    kind,
    points: settings
      .flatMap(({ spec, statistics }) => pointOf(spec, statistics, kind))
      .toSorted((a, b) => a.falseAlarmsPerThousand - b.falseAlarmsPerThousand || b.delay - a.delay),
  }));
}

function pointOf(
  spec: string,
  { kinds, falseAlarms }: DetectorStatistics,
  wanted: string,
): readonly AmocPoint[] {
  return kinds
    .filter(({ kind }) => kind === wanted)
    .map(({ affected, missed, inTime }) => ({
      spec,
      falseAlarmsPerThousand: falseAlarms.perThousand,
      delay: affected.restrictedMean,
      missed,
      incidents: inTime.trials,
    }));
}
