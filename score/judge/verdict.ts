import type { Gate } from "../../domain/gate.ts";
import type { DetectorVerdict, IncidentHops, Verdict, VerdictError } from "../../domain/verdict.ts";
import type { DetectorScore } from "./score.ts";

/** The verdict about a detector that ran. @param hops - empty when the time was not followed hop by hop */
export function detectorVerdict(
  gate: Gate,
  score: DetectorScore,
  hops: readonly IncidentHops[] = [],
): DetectorVerdict {
  const { passed, incidents, falseAlarms, recoveryAlerts, alerts, bySubject } = score;
  const { detector: name, options, severity } = gate;
  return {
    name,
    options,
    severity,
    passed,
    incidents,
    falseAlarms,
    recoveryAlerts,
    alerts,
    ...(bySubject === undefined ? {} : { bySubject }),
    ...(hops.length === 0 ? {} : { hops }),
  };
}

/** The verdict about a detector that crashed or could not be reached: it has an error and no outcomes. */
export function detectorInError(gate: Gate, error: VerdictError): DetectorVerdict {
  const { detector: name, options, severity } = gate;
  const nothing = { incidents: [], falseAlarms: 0, recoveryAlerts: 0, alerts: 0 };
  return { name, options, severity, passed: false, error, ...nothing };
}

/** A drill passes when it could be run and trusted, and every detector passes. */
export function assembleVerdict(drill: Omit<Verdict, "schemaVersion" | "passed">): Verdict {
  const allPassed = drill.detectors.every(({ passed, error }) => passed && error === undefined);
  return { schemaVersion: 1, ...drill, passed: drill.error === undefined && allPassed };
}
