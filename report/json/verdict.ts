import { printableJson } from "../../domain/text/printable.ts";
import type { DetectorVerdict, IncidentVerdict, Verdict, VerdictError } from "../../domain/verdict.ts";
import { verdictSchemaVersion } from "../../domain/verdict.ts";

/** One JSON document with its fields in the documented order, indented by two, and a newline at its end. */
export function jsonReport(verdict: Verdict): string {
  return document(verdictFields(verdict));
}

/** The document for several scenarios or seeds. */
export function jsonReports(verdicts: readonly Verdict[]): string {
  return document({
    schemaVersion: verdictSchemaVersion,
    passed: verdicts.every(({ passed }) => passed),
    drills: verdicts.map(verdictFields),
  });
}

function document(value: object): string {
  return `${printableJson(JSON.stringify(value, undefined, 2))}\n`;
}

/** What `verdict.json` of one drill holds. */
export function verdictFields(verdict: Verdict): object {
  return {
    schemaVersion: verdict.schemaVersion,
    passed: verdict.passed,
    scenario: verdict.scenario,
    seed: verdict.seed,
    settings: verdict.settings,
    clock: verdict.clock,
    observations: verdict.observations,
    durationMs: verdict.durationMs,
    summary: verdict.summary,
    notes: verdict.notes,
    measured: verdict.measured,
    replay: verdict.replay,
    error: errorFields(verdict.error),
    unfinished: verdict.unfinished,
    skippedLines: verdict.skippedLines,
    detectors: verdict.detectors.map(detectorFields),
    lag: verdict.lag,
  };
}

function detectorFields(detector: DetectorVerdict): object {
  return {
    name: detector.name,
    options: detector.options,
    severity: detector.severity,
    passed: detector.passed,
    error: errorFields(detector.error),
    incidents: detector.incidents.map(incidentFields),
    falseAlarms: detector.falseAlarms,
    recoveryAlerts: detector.recoveryAlerts,
    alerts: detector.alerts,
    pages: detector.pages,
    bySubject: detector.bySubject,
    delays: detector.delays,
    training: detector.training,
    summary: detector.summary,
    reasons: detector.reasons,
    remedies: detector.remedies,
    notes: detector.notes,
    alertsOnTrust: detector.alertsOnTrust,
    leftRunning: detector.leftRunning,
    hops: detector.hops,
    prediction: detector.prediction,
    arl0: detector.arl0,
  };
}

function incidentFields(incident: IncidentVerdict): object {
  return {
    id: incident.id,
    kind: incident.kind,
    subjects: incident.subjects,
    outcome: incident.outcome,
    severity: incident.severity,
    alertIndex: incident.alertIndex,
    delayAffected: incident.delayAffected,
    delayObservations: incident.delayObservations,
    delayMs: incident.delayMs,
    delayFromFirstMs: incident.delayFromFirstMs,
    resetMs: incident.resetMs,
    within: incident.within,
  };
}

function errorFields(error: VerdictError | undefined): object | undefined {
  return error === undefined ? undefined : { code: error.code, message: error.message };
}
