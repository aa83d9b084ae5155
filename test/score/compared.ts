import type { ComparedDetector, ComparedDrill, ComparedIncident } from "../../domain/results/comparison.ts";

/** An incident that was detected in three rows, unless told otherwise. */
export function incidentOf(more: Partial<ComparedIncident> = {}): ComparedIncident {
  return { id: "attack-1", outcome: "detected", delayAffected: 3, delayMs: 2500, ...more };
}

/** One whose outcome has no delay. */
export function unnoticed(outcome: "missed" | "inconclusive"): ComparedIncident {
  return { id: "attack-1", outcome };
}

export function detectorOf(more: Partial<ComparedDetector> = {}): ComparedDetector {
  return {
    name: "knn",
    options: { window: 10, k: 1 },
    severity: "error",
    falseAlarms: 0,
    incidents: [incidentOf()],
    ...more,
  };
}

export function drillOf(more: Partial<ComparedDrill> = {}): ComparedDrill {
  return { scenario: "rapidly", seed: 1, clock: "virtual", detectors: [detectorOf()], ...more };
}

/** A drill with one incident. */
export function drillWith(incident: ComparedIncident, more: Partial<ComparedDrill> = {}): ComparedDrill {
  return drillOf({ detectors: [detectorOf({ incidents: [incident] })], ...more });
}
