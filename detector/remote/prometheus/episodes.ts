import type { SimulatedChange } from "./simulated-prometheus.ts";

/** One alert from its first firing to its end. */
export interface Episode {
  /** In order of time; more than one where it rises from warning to error. */
  readonly firings: readonly SimulatedChange[];
  /** Absent when it still fires when the log ends. */
  readonly end?: SimulatedChange;
}

/** @param changes - in order of time */
export function episodesOf(changes: readonly SimulatedChange[]): readonly Episode[] {
  const over: Episode[] = [];
  const open = new Map<string, SimulatedChange[]>();
  for (const change of changes) {
    const firings = open.get(change.key) ?? [];
    if (change.state === "firing") open.set(change.key, [...firings, change]);
    else if (open.delete(change.key)) over.push({ firings, end: change });
  }
  return [...over, ...[...open.values()].map((firings) => ({ firings }))];
}
