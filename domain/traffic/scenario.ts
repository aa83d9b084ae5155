import type { ScenarioBase } from "../scenario.ts";
import type { Length } from "../source.ts";

/** When an entry begins, counted from the scenario's first instant. */
export type Onset =
  /** Once, after this many hours; fractions are allowed. */
  | { readonly kind: "at"; readonly hour: number }
  /** In each hour with this probability, at a random instant within it. */
  | { readonly kind: "chance"; readonly perHour: number };

/**
 * Traffic beside the honest actors. Its `kind` is the mode of its observations, and the kind of an attack's
 * incidents.
 */
export interface TrafficEntry {
  readonly kind: string;
  readonly onset: Onset;
}

/** A scenario of hours to months. Honest actors come and go all the time, by hour and weekday. */
export interface TrafficScenario<Entry extends TrafficEntry> extends ScenarioBase {
  /** Duration, a whole number of hours from 1. */
  readonly hours: number;
  /** Additional traffic; each entry begins at its own onset. */
  readonly traffic: readonly Entry[];
  /** A log without attacks that ends where this scenario begins, for detectors that learn first. */
  readonly past?: { readonly hours: number };
  /** On a full hour. */
  readonly startsAt?: string;
}

/** The duration of traffic scenarios. */
export function trafficHours<S extends TrafficScenario<TrafficEntry>>(): Length<S> {
  return {
    kind: "calendar",
    lastOnsetHour: ({ traffic }) =>
      Math.max(0, ...traffic.map(({ onset }) => (onset.kind === "at" ? onset.hour : 0))),
    lasting: (scenario, hours) => ({ ...scenario, hours }),
    startingAt: (scenario, startsAt) => ({ ...scenario, startsAt }),
  };
}
