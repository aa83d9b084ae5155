import type { Gate } from "../domain/gate.ts";
import { elapsedMs } from "../domain/response/observation.ts";
import type { DrillTrace, TracePoint } from "../domain/results/trace.ts";
import type { Observation } from "../domain/sources.ts";
import type { AnswerKey } from "./judge/answer-key.ts";
import type { DetectorScore } from "./judge/score.ts";

/** The picture of a log of logins is made of counts, so that a million of them can be scored. */
export function isDrawnByRow({ kind }: Observation): boolean {
  switch (kind) {
    case "response":
      return true;
    case "login":
      return false;
  }
}

export function tracePoint(observation: Observation): TracePoint {
  const { index, atMs } = observation;
  switch (observation.kind) {
    case "response": {
      const { outcome } = observation;
      const failed = outcome.kind === "failed" || (outcome.kind === "completed" && outcome.status >= 400);
      return { index, atMs, elapsedMs: elapsedMs(observation), failed };
    }
    case "login":
      return { index, atMs, elapsedMs: 0, failed: observation.outcome.kind === "failure" };
  }
}

/** @param detectors - gate and score of each; no score for a detector that crashed */
export function drillTrace(
  series: readonly TracePoint[],
  { incidents, logins }: AnswerKey,
  detectors: readonly { readonly gate: Gate; readonly score?: DetectorScore }[],
): DrillTrace {
  return {
    series,
    ...(logins === undefined ? {} : { activity: logins.activity }),
    incidents,
    detectors: detectors.map(({ gate, score }) => ({ gate, episodes: score?.episodes ?? [] })),
  };
}
