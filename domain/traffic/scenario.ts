import type { ScenarioBase } from "../scenario.ts";
import type { Length } from "../source.ts";

/** When it begins, counted from the scenario's first instant. */
export type Onset =
  /** Once, after this many hours; parts of an hour are fine. */
  | { readonly kind: "at"; readonly hour: number }
  /** In each hour with this chance, at an instant within it, each time anew. */
  | { readonly kind: "chance"; readonly perHour: number };

/** What happens beside the honest ones. Its `kind` is the mode of its rows, and of an attack that of its incidents. */
export interface TrafficEntry {
  readonly kind: string;
  readonly onset: Onset;
}

/** A scenario of a few hours or a month. Honest actors come and go all the time, by hour and weekday. */
export interface TrafficScenario<Entry extends TrafficEntry> extends ScenarioBase {
  /** How long it lasts, a whole number of hours from 1. */
  readonly hours: number;
  /** What happens beside the honest ones; each entry after its own onset. */
  readonly traffic: readonly Entry[];
  /** A log without an attack that ends where this one begins, for detectors that must learn first. */
  readonly past?: { readonly hours: number };
  /** On a full hour. */
  readonly startsAt?: string;
}

/** The hours of such scenarios. */
export function trafficHours<S extends TrafficScenario<TrafficEntry>>(): Length<S> {
  return {
    kind: "calendar",
    lastOnsetHour: ({ traffic }) =>
      Math.max(0, ...traffic.map(({ onset }) => (onset.kind === "at" ? onset.hour : 0))),
    lasting: (scenario, hours) => ({ ...scenario, hours }),
    startingAt: (scenario, startsAt) => ({ ...scenario, startsAt }),
  };
}
