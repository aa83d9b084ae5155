import type { ReceivedAlert } from "../../domain/alert.ts";
import { parseWithin } from "../../domain/gate.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { KeyedIncident } from "../../domain/results/trace.ts";
import type { Within } from "../../domain/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";

/** How long an alert took, in every unit that we count. */
export type Delays = Required<
  Pick<IncidentVerdict, "delayAffected" | "delayObservations" | "delayMs" | "delayFromFirstMs">
>;

/**
 * How long after the onset an alert came. Its rows count from the first affected one, both ends included, so that an
 * alert on the first bad row is a delay of 1; an alert from before that row has ended has a delay of 0 rows and a
 * negative `delayFromFirstMs`.
 */
export function delaysOf(
  { incident, affectedIndexes, firstIndex, firstAtMs }: KeyedIncident,
  { atIndex, receivedMs }: Pick<ReceivedAlert, "atIndex" | "receivedMs">,
): Delays {
  return {
    delayAffected: countUpTo(affectedIndexes, atIndex),
    delayObservations: Math.max(0, atIndex - firstIndex + 1),
    delayMs: roundToMicros(receivedMs - incident.fromMs),
    delayFromFirstMs: roundToMicros(receivedMs - firstAtMs),
  };
}

/**
 * True when the deadline allows this delay; a delay of exactly the deadline is allowed.
 * @throws FiredrillError BAD_WITHIN
 */
export function isAllowed(within: Within, delays: Delays): boolean {
  const deadline = parseWithin(within);
  switch (deadline.kind) {
    case "observations":
      return delays.delayAffected <= deadline.count;
    case "time":
      return delays.delayMs <= deadline.ms;
  }
}
