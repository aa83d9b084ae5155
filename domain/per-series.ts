import type { Alert } from "./alert.ts";
import type { Arl0Worth, Detector } from "./detector.ts";
import { observedBy } from "./observed-by.ts";
import type { Observation } from "./sources.ts";
import { subjectOf } from "./subject.ts";

const nothing: readonly Alert[] = [];

/** One series of a log, and what judges it. */
interface Series<O extends Observation> {
  readonly name: string;
  readonly detector: Detector<O>;
  /** Episodes that opened under their own key, while the log had no other series. */
  readonly plain: Set<string>;
}

/**
 * A detector that judges each series of a log for itself, by a fresh detector each. Once there are several, the key of an
 * alert begins with the name of its series (`web-1/cpu`), and an alert without a subject gets the series as its subject
 * (`process:web-1`). On a log of one series it is that one detector.
 * @param create - a fresh detector
 * @param seriesOf - the name of the row's series; undefined for a row that is not judged
 */
export function perSeries<O extends Observation>(
  create: () => Detector<O>,
  seriesOf: (row: O) => string | undefined,
): Detector<O> {
  const first = create();
  const all = new Map<string, Series<O>>();
  let source = "";
  let latest: Series<O> | undefined;

  function seriesNamed(name: string): Series<O> {
    const known = all.get(name);
    if (known !== undefined) return known;
    const detector = all.size === 0 ? first : create();
    const series = { name, detector, plain: new Set<string>() };
    all.set(name, series);
    return series;
  }

  function named({ name, plain }: Series<O>, alert: Alert): Alert {
    const { key, state } = alert;
    if (all.size === 1 && state === "firing") plain.add(key);
    if (plain.has(key)) {
      if (state === "resolved") plain.delete(key);
      return alert;
    }
    return { ...alert, key: `${name}/${key}`, subject: alert.subject ?? subjectOf(source, name) };
  }

  const observe = (row: O): readonly Alert[] => {
    const rowSeries = seriesOf(row);
    if (rowSeries === undefined) return nothing;
    source = row.kind;
    const series = latest?.name === rowSeries ? latest : seriesNamed(rowSeries);
    latest = series;
    const alerts = series.detector.observe(row);
    return alerts.length === 0 ? alerts : alerts.map((alert) => named(series, alert));
  };
  const elapse = (nowMs: number): readonly Alert[] => {
    if (all.size === 0) return first.elapse?.(nowMs) ?? nothing;
    return [...all.values()].flatMap((series) =>
      (series.detector.elapse?.(nowMs) ?? nothing).map((alert) => named(series, alert)),
    );
  };
  const arl0Worth = (): Arl0Worth | undefined =>
    worstOf([first, ...[...all.values()].map(({ detector }) => detector)]);
  return {
    ...observedBy(first, observe, () => latest?.detector ?? first),
    ...(first.elapse === undefined ? {} : { elapse }),
    ...(first.arl0Worth === undefined ? {} : { arl0Worth }),
  };
}

/** The worth in the series where it is least. */
function worstOf<O extends Observation>(detectors: readonly Detector<O>[]): Arl0Worth | undefined {
  return detectors
    .flatMap((detector) => detector.arl0Worth?.() ?? [])
    .toSorted((one, other) => one.expected - other.expected)[0];
}
