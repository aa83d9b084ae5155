import { roundToMicros } from "../../domain/clock.ts";
import type { DetectorVerdict, IncidentVerdict, Outcome, Verdict } from "../../domain/verdict.ts";
import type { Within } from "../../domain/scenario.ts";
import type { KeyedIncident } from "../answer-key.ts";
import type { ObservedDelay } from "../statistics/delays.ts";

/** A drill as a repeat sees it. */
export interface RepeatedDrill {
  readonly verdict: Verdict;
  /** The truth: how long each incident lasted is how long a detector had. */
  readonly incidents: readonly KeyedIncident[];
}

/** What became of one incident for one detector. */
export interface IncidentSample {
  readonly kind: string;
  readonly outcome: Outcome;
  readonly within: Within;
  /** In affected observations. */
  readonly affected: ObservedDelay;
  readonly ms: ObservedDelay;
  /** How long the detector had, in the same units. */
  readonly lasted: { readonly affected: number; readonly ms: number };
}

/** How much of a drill was healthy, so that an alert in it would have been false. */
export interface Exposure {
  readonly observations: number;
  readonly durationMs: number;
}

/**
 * A detection that stands on a row of the incident is a delay; anything else (missed, noticed only afterwards, or
 * already firing at the onset) is censored at the incident's end. Nothing is left out.
 */
export function incidentSamples(
  { incidents }: Pick<DetectorVerdict, "incidents">,
  truth: readonly KeyedIncident[],
): readonly IncidentSample[] {
  return incidents.flatMap((incident) => {
    const keyed = truth.find((one) => one.incident.id === incident.id);
    return keyed === undefined ? [] : [incidentSample(incident, keyed)];
  });
}

function incidentSample(verdict: IncidentVerdict, keyed: KeyedIncident): IncidentSample {
  const { kind, outcome, within, alertIndex, delayAffected, delayMs } = verdict;
  const { fromMs, untilMs } = keyed.incident;
  const isInside = alertIndex !== undefined && alertIndex <= keyed.lastIndex;
  const lasted = { affected: keyed.affectedIndexes.length, ms: roundToMicros(untilMs - fromMs) };
  return {
    kind,
    outcome,
    within,
    affected: isInside ? observed(delayAffected ?? 0) : censored(lasted.affected),
    ms: isInside ? observed(delayMs ?? 0) : censored(lasted.ms),
    lasted,
  };
}

function observed(delay: number): ObservedDelay {
  return { delay, censored: false };
}

function censored(delay: number): ObservedDelay {
  return { delay, censored: true };
}

/**
 * The rows outside every incident, without the `windowSize` rows after each: an alert there is one of recovery. Their
 * time is the time outside the incidents, by the row.
 */
export function exposureOf(
  { observations, durationMs }: Pick<Verdict, "observations" | "durationMs">,
  truth: readonly KeyedIncident[],
  windowSize: number,
): Exposure {
  const affectedRows = rowsIn(truth.map(({ firstIndex, lastIndex }) => [firstIndex, lastIndex]));
  const watchedRows = rowsIn(
    truth.map(({ firstIndex, lastIndex }) => [
      firstIndex,
      Math.min(observations - 1, lastIndex + windowSize),
    ]),
  );
  const healthyRows = observations - affectedRows;
  const affectedMs = truth.reduce((sum, { incident }) => sum + incident.untilMs - incident.fromMs, 0);
  const healthyMs = Math.max(0, durationMs - affectedMs);
  const judged = observations - watchedRows;
  return { observations: judged, durationMs: healthyRows === 0 ? 0 : (healthyMs * judged) / healthyRows };
}

/** How many rows stretches cover together. @param stretches - first and last row, in order of the first */
function rowsIn(stretches: readonly (readonly [number, number])[]): number {
  let [rows, covered] = [0, -1];
  for (const [first, last] of stretches) {
    rows += Math.max(0, last - Math.max(first, covered + 1) + 1);
    covered = Math.max(covered, last);
  }
  return rows;
}
