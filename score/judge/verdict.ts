import type { Gate } from "../../domain/gate.ts";
import type { DetectorScores, DrillTrace } from "../../domain/results/trace.ts";
import type { Picture } from "../../domain/sources.ts";
import type {
  DetectorVerdict,
  IncidentHops,
  TrainedSpan,
  TrainingVerdict,
  Verdict,
  VerdictError,
} from "../../domain/verdict.ts";
import { verdictSchemaVersion } from "../../domain/verdict.ts";
import type { AnswerKey } from "./answer-key.ts";
import type { DetectorScore } from "./score.ts";

/** The verdict about a detector that ran. @param hops - empty when the time was not followed hop by hop */
export function detectorVerdict(
  gate: Gate,
  score: DetectorScore,
  hops: readonly IncidentHops[] = [],
): DetectorVerdict {
  const { passed, incidents, falseAlarms, recoveryAlerts, alerts, pages, bySubject, delays } = score;
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
    pages,
    ...(bySubject === undefined ? {} : { bySubject }),
    ...(delays === undefined ? {} : { delays }),
    ...(hops.length === 0 ? {} : { hops }),
  };
}

/** The verdict about a detector that crashed or could not be reached: it has an error and no outcomes. */
export function detectorInError(gate: Gate, error: VerdictError): DetectorVerdict {
  const { detector: name, options, severity } = gate;
  const nothing = { incidents: [], falseAlarms: 0, recoveryAlerts: 0, alerts: 0, pages: 0 };
  return { name, options, severity, passed: false, error, ...nothing };
}

/** A drill passes when it could be run and trusted, and every detector passes. */
export function assembleVerdict(drill: Omit<Verdict, "schemaVersion" | "passed">): Verdict {
  const allPassed = drill.detectors.every(({ passed, error }) => passed && error === undefined);
  return { schemaVersion: verdictSchemaVersion, ...drill, passed: drill.error === undefined && allPassed };
}

/** @param detectors - gate and score of each; no score for a detector that crashed */
export function drillTrace(
  picture: Picture,
  { incidents, harmless }: AnswerKey,
  detectors: readonly {
    readonly gate: Gate;
    readonly score?: DetectorScore;
    readonly scores?: DetectorScores;
  }[],
): DrillTrace {
  return {
    picture,
    incidents,
    harmless,
    detectors: detectors.map(({ gate, score, scores }) => ({
      gate,
      episodes: score?.episodes ?? [],
      ...(scores === undefined ? {} : { scores }),
    })),
  };
}

/** Whether a detector judges some of what it was trained on; a shared instant is enough. */
export function trainingOf(
  trained: TrainedSpan,
  { startedMs, endedMs }: Pick<AnswerKey, "startedMs" | "endedMs">,
): TrainingVerdict {
  const overlaps =
    startedMs !== undefined &&
    endedMs !== undefined &&
    trained.fromMs <= endedMs &&
    startedMs <= trained.untilMs;
  return { ...trained, overlaps };
}
