import type { ScenarioBase } from "../scenario.ts";
import { firstInstantMs } from "../scenario.ts";
import type { DomainKit, Length } from "../source.ts";
import { hourMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";

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

/** What is the same for all logs of traffic. */
export function trafficDomain<
  Row extends { readonly index: number; readonly atMs: number },
  Scenario extends TrafficScenario<TrafficEntry>,
>(): Pick<
  DomainKit<Row, Scenario>,
  "shifted" | "isInOriginal" | "tickMs" | "length" | "endOfScenarioMs" | "endOfLogMs" | "faultOf"
> {
  return {
    shifted: (row, index, byMs) => ({ ...row, index, atMs: roundToMicros(row.atMs + byMs) }),
    isInOriginal: () => true,
    // Rules of such logs evaluate by the hour, so that ticks can be rare.
    tickMs: 10_000,
    length: trafficHours(),
    // The last hour counts in full, even without rows; an answer can end after it.
    endOfScenarioMs: (scenario, lastRowMs) =>
      Math.max(lastRowMs, firstInstantMs(scenario) + scenario.hours * hourMs),
    // Hourly rules are due at the end of the last hour.
    endOfLogMs: (lastRowMs) => (Math.floor(lastRowMs / hourMs) + 1) * hourMs,
    faultOf: () => undefined,
  };
}

function trafficHours<S extends TrafficScenario<TrafficEntry>>(): Length<S> {
  return {
    kind: "calendar",
    lastOnsetHour: ({ traffic }) =>
      Math.max(0, ...traffic.map(({ onset }) => (onset.kind === "at" ? onset.hour : 0))),
    lasting: (scenario, hours) => ({ ...scenario, hours }),
    startingAt: (scenario, startsAt) => ({ ...scenario, startsAt }),
  };
}
