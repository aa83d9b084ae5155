import type { AmocCurve, AmocPoint } from "../../domain/results/amoc.ts";
import type { DetectorStatistics } from "../../domain/results/statistics.ts";

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
  { kinds, falseAlarms, replays }: DetectorStatistics,
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
      ...(replays === undefined ? {} : { replays }),
    }));
}
