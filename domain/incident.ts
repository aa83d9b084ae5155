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

/** When the row's cause was set in motion: planned, not completed, because a slow answer starts before it ends. */
function causedAtMs(observation: Observation): number {
  return observation.plannedAtMs;
}

/** Incidents in order of their first instant, derived from the rows alone; rows may stand in any order. */
export function incidentsOf(rows: Iterable<Labelled>): readonly Incident[] {
  const byId = new Map<string, Incident>();
  for (const { observation, truth } of rows) {
    if (truth.incident === undefined) continue;
    const known = byId.get(truth.incident);
    const fromMs = causedAtMs(observation);
    byId.set(truth.incident, {
      id: truth.incident,
      kind: known?.kind ?? truth.mode,
      fromMs: Math.min(known?.fromMs ?? fromMs, fromMs),
      untilMs: Math.max(known?.untilMs ?? observation.atMs, observation.atMs),
      subjects: [],
    });
  }
  return [...byId.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}
