import type { SubjectCollector } from "./source.ts";
import type { Observation } from "./sources.ts";
import { domainKit } from "./sources.ts";
import type { Labelled } from "./truth.ts";

/** A fault or an attack that a detector should notice. */
export interface Incident {
  readonly id: string;
  /** The mode of its observations. */
  readonly kind: string;
  /** When the fault was switched on: the planned time of the first affected request. */
  readonly fromMs: number;
  /** `atMs` of the last affected observation, inclusive. */
  readonly untilMs: number;
  /** Subjects that an alert can correctly name, such as `ip:203.0.113.9`. Empty: any subject, or none, is correct. */
  readonly subjects: readonly string[];
}

/** Whether a row belongs to a phase with `incident: false`: its mode is not `normal`, and nothing is wrong. */
export function isHarmless({ observation, truth }: Labelled): boolean {
  const isUnusual = truth.incident === undefined && truth.mode !== "normal";
  return isUnusual && domainKit(observation.kind).length.kind === "phases";
}

/** Derives incidents from labelled rows added one by one, without keeping the rows. */
export interface IncidentCollector {
  readonly add: (row: Labelled) => void;
  /** The incidents so far, in order of `fromMs`. */
  readonly finish: () => readonly Incident[];
}

interface OpenIncident {
  readonly id: string;
  readonly kind: string;
  fromMs: number;
  untilMs: number;
  readonly subjects: SubjectCollector<Observation>;
}

/** Accepts rows in any order. */
export function incidentCollector(): IncidentCollector {
  const byId = new Map<string, OpenIncident>();

  return {
    add({ observation, truth }) {
      if (truth.incident === undefined) return;
      const kit = domainKit(observation.kind);
      const known = byId.get(truth.incident);
      const incident = known ?? opened(truth.incident, truth.mode, kit.collectSubjects());
      if (known === undefined) byId.set(truth.incident, incident);
      incident.fromMs = Math.min(incident.fromMs, kit.causedAtMs(observation));
      incident.untilMs = Math.max(incident.untilMs, observation.atMs);
      incident.subjects.add(observation);
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

/** Derives the incidents in order of `fromMs`; rows can be in any order. */
export function incidentsOf(rows: Iterable<Labelled>): readonly Incident[] {
  const collector = incidentCollector();
  for (const row of rows) collector.add(row);
  return collector.finish();
}
