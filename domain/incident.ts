import type { Observation } from "./observation.ts";
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
export interface IncidentBook {
  readonly add: (row: Labelled) => void;
  /** The incidents so far, in order of their first instant. */
  readonly finish: () => readonly Incident[];
}

/** When the row's cause was set in motion: planned, not completed, because a slow answer starts before it ends. */
function causedAtMs(observation: Observation): number {
  return observation.plannedAtMs;
}

/** The one place that derives incidents; rows may come in any order. */
export function incidentBook(): IncidentBook {
  const byId = new Map<string, Incident>();

  return {
    add({ observation, truth }) {
      if (truth.incident === undefined) return;
      const known = byId.get(truth.incident);
      const fromMs = causedAtMs(observation);
      byId.set(truth.incident, {
        id: truth.incident,
        kind: known?.kind ?? truth.mode,
        fromMs: Math.min(known?.fromMs ?? fromMs, fromMs),
        untilMs: Math.max(known?.untilMs ?? observation.atMs, observation.atMs),
        subjects: [],
      });
    },
    finish: () => [...byId.values()].toSorted((a, b) => a.fromMs - b.fromMs),
  };
}

/** Incidents in order of their first instant, derived from the rows alone; rows may stand in any order. */
export function incidentsOf(rows: Iterable<Labelled>): readonly Incident[] {
  const book = incidentBook();
  for (const row of rows) book.add(row);
  return book.finish();
}
