import type { Gate } from "../domain/gate.ts";
import { elapsedMs } from "../domain/response/observation.ts";
import type { Observation } from "../domain/sources.ts";
import type { AnswerKey, KeyedIncident } from "./judge/answer-key.ts";
import type { DetectorScore, JudgedEpisode } from "./judge/score.ts";
import type { Activity } from "./login/activity.ts";

/** One row, as far as a picture needs it. */
export interface TracePoint {
  readonly index: number;
  /** When the request ended. */
  readonly atMs: number;
  readonly elapsedMs: number;
  /** No answer, or one with an error status. */
  readonly failed: boolean;
}

/** What one detector was asked and what it said. */
export interface DetectorTrace {
  readonly gate: Gate;
  /** Empty for a detector that crashed. */
  readonly episodes: readonly JudgedEpisode[];
}

/** What happened in a drill, for the picture and the reasons that stand beside a verdict. */
export interface DrillTrace {
  /** In order of index. */
  readonly series: readonly TracePoint[];
  /** Of a log of logins, whose picture it is then. */
  readonly activity?: Activity;
  readonly incidents: readonly KeyedIncident[];
  /** As many as the verdict has detectors, in the same order. */
  readonly detectors: readonly DetectorTrace[];
}

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

/** When the first request of the series was sent; `undefined` without rows. */
export function startOf(series: readonly TracePoint[]): number | undefined {
  const [first] = series;
  return first === undefined ? undefined : first.atMs - first.elapsedMs;
}
