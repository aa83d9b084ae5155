import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Episode, KeyedIncident } from "../../domain/results/trace.ts";
import { isBeforeOnset, mayName } from "../../domain/results/trace.ts";

/** True when the evidence lies between the switch and the end of the last affected row, inclusive. */
export function isInside(keyed: KeyedIncident, alert: ReceivedAlert): boolean {
  return !isBeforeOnset(keyed, alert) && !isAfterEnd(keyed, alert);
}

function isAfterEnd(
  { incident, lastIndex, clock }: KeyedIncident,
  { atMs, atIndex }: ReceivedAlert,
): boolean {
  return clock === "stepped" ? atIndex > lastIndex : atMs > incident.untilMs;
}

/** What an episode is about, by where it opened and whom it names. */
export type Claim =
  /** Opened inside them, or names one after its end. */
  | { readonly kind: "incidents"; readonly ids: readonly string[] }
  /** Names nobody, and opened just after an incident. */
  | { readonly kind: "recovery" }
  /** Nothing was wrong, or not with the one it names. */
  | { readonly kind: "false-alarm" };

/** @param windowSize - how many rows after an incident's last affected one an alert may be one of recovery */
export function claimOf(
  { subject, opensAt }: Episode,
  incidents: readonly KeyedIncident[],
  windowSize: number,
): Claim {
  const around = incidents.filter((keyed) => isInside(keyed, opensAt) && mayName(keyed.incident, subject));
  if (around.length > 0) return { kind: "incidents", ids: around.map(({ incident }) => incident.id) };
  const finished = incidents.filter((keyed) => isAfterEnd(keyed, opensAt));
  if (subject === undefined) {
    const recovering = finished.some(({ lastIndex }) => opensAt.atIndex - lastIndex <= windowSize);
    return { kind: recovering ? "recovery" : "false-alarm" };
  }
  const named = finished
    .filter(({ incident }) => incident.subjects.includes(subject))
    .reduce<Incident | undefined>((last, { incident }) => later(last, incident), undefined);
  return named === undefined ? { kind: "false-alarm" } : { kind: "incidents", ids: [named.id] };
}

function later(a: Incident | undefined, b: Incident): Incident {
  return a === undefined || b.untilMs >= a.untilMs ? b : a;
}
