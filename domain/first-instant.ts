import { epochMs } from "./clock.ts";
import { parseInstant } from "./instant.ts";

/**
 * First instant of a scenario on the virtual clock, Unix ms; of one of logins on every clock, for hours and weekdays matter
 * there. 2020-01-01T00:00:00Z where it names none that can be read.
 */
export function firstInstantMs({ startsAt }: { readonly startsAt?: string }): number {
  return startsAt === undefined ? epochMs : (parseInstant(startsAt) ?? epochMs);
}
