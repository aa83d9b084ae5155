import type { Expectation } from "../scenario.ts";
import { firstInstantMs } from "../scenario.ts";
import { hourMs } from "../time/calendar.ts";
import { formatInstant } from "../time/instant.ts";
import type { TrafficEntry, TrafficScenario } from "./scenario.ts";
import type { TrafficSource } from "./source.ts";

/** The fields in which the healthy past differs from its scenario. */
interface Past<Entry> {
  readonly name: string;
  readonly summary: string;
  readonly hours: number;
  readonly startsAt: string;
  readonly traffic: readonly Entry[];
  readonly expect: readonly Expectation[];
}

/**
 * The healthy time before a scenario, with the same actors and the entries that were already active. It ends where
 * the scenario begins.
 * @returns the changed fields; the result must drop `past`. Undefined for a scenario without a past
 */
export function pastOf<Entry extends TrafficEntry>(
  { kindOf }: Pick<TrafficSource<Entry, never, unknown, never>, "kindOf">,
  scenario: TrafficScenario<Entry>,
): Past<Entry> | undefined {
  const { past, traffic, name } = scenario;
  if (past === undefined) return undefined;
  const { hours } = past;
  return {
    name: `${name}-past`,
    summary: `The healthy ${hours} hours before ${name}.`,
    hours,
    startsAt: formatInstant(firstInstantMs(scenario) - hours * hourMs),
    traffic: traffic.flatMap((entry) => {
      const before = kindOf(entry).inPast?.(entry, hours);
      return before === undefined ? [] : [before];
    }),
    expect: [],
  };
}

/**
 * Benign traffic that occurred in the past as well.
 * @param everyHours - on average, where the entry's own onset is a fixed hour
 */
export function oftenInPast<Entry extends TrafficEntry>(everyHours: number): (entry: Entry) => Entry {
  return (entry) => {
    switch (entry.onset.kind) {
      case "at":
        return { ...entry, onset: { kind: "chance", perHour: 1 / everyHours } };
      case "chance":
        return entry;
    }
  };
}
