import { epochMs } from "./clock.ts";
import { parseInstant } from "./instant.ts";
import { hourMs } from "./login/calendar.ts";
import type { Scenario } from "./scenario.ts";

/**
 * First instant of a scenario on the virtual clock, Unix ms; of one of logins on every clock, for hours and weekdays matter
 * there. 2020-01-01T00:00:00Z where it names none that can be read.
 */
export function firstInstantMs({ startsAt }: { readonly startsAt?: string }): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}

/**
 * When a scenario is over in its own time: one of logins at the end of its last hour, for an hour without attempts is an hour
 * all the same; one of responses with its last row.
 */
export function lastInstantMs(scenario: Scenario, lastRowMs: number): number {
  switch (scenario.source) {
    case "response":
      return lastRowMs;
    case "login":
      return firstInstantMs(scenario) + scenario.hours * hourMs;
  }
}
