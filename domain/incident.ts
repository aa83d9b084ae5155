import type { SubjectCollector } from "./source.ts";
import type { Observation } from "./sources.ts";
import { domainKit } from "./sources.ts";
import type { Labelled } from "./truth.ts";

/** What somebody should notice. */
export interface Incident {
  readonly id: string;
  /** The mode of its rows. */
  readonly kind: string;
  /** The instant of the switch: when the first affected request was planned. */
  readonly fromMs: number;
  /** `atMs` of the last affected row, inclusive. */
  readonly untilMs: number;
  /** What an alert may rightly name, as `ip:203.0.113.9`; empty when any subject, or none, will do. */
  readonly subjects: readonly string[];
}

/** Derives incidents from rows handed over one by one, without keeping the rows. */
export interface IncidentCollector {
  readonly add: (row: Labelled) => void;
  /** The incidents so far, in order of their first instant. */
  readonly finish: () => readonly Incident[];
}

interface OpenIncident {
  readonly id: string;
  readonly kind: string;
  fromMs: number;
  untilMs: number;
  readonly subjects: SubjectCollector<Observation>;
}

/** The one place that derives incidents; rows may come in any order. */
export function incidentCollector(): IncidentCollector {
  const byId = new Map<string, OpenIncident>();

  return {
    add({ observation, truth }) {
      if (truth.incident === undefined) return;
      const kit = domainKit(observation.kind);
      const known = byId.get(truth.incident) ?? opened(truth.incident, truth.mode, kit.collectSubjects());
      known.fromMs = Math.min(known.fromMs, kit.causedAtMs(observation));
      known.untilMs = Math.max(known.untilMs, observation.atMs);
      known.subjects.add(observation);
      byId.set(truth.incident, known);
    },
    finish: () =>
      [...byId.values()]
        .map(({ subjects, ...incident }) => ({ ...incident, subjects: subjects.finish() }))
        .toSorted((a, b) => a.fromMs - b.fromMs),
  };
}

function opened(id: string, kind: string, subjects: SubjectCollector<Observation>): OpenIncident {
  return { id, kind, fromMs: Infinity, untilMs: -Infinity, subjects };
}

/** Incidents in order of their first instant, derived from the rows alone; rows may stand in any order. */
export function incidentsOf(rows: Iterable<Labelled>): readonly Incident[] {
  const collector = incidentCollector();
  for (const row of rows) collector.add(row);
  return collector.finish();
}
