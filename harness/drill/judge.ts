import type { OptionValues } from "../../domain/detector-options.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Gate } from "../../domain/gate.ts";
import { parseWithin } from "../../domain/gate.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Station } from "../../domain/remote-detector.ts";
import type { DetectorScores, DrillTrace, KeyedIncident } from "../../domain/results/trace.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { DetectorVerdict, IncidentHops, Verdict, VerdictError } from "../../domain/verdict.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import type { DetectorScore } from "../../score/judge/score.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import {
  assembleVerdict,
  detectorInError,
  detectorVerdict,
  drillTrace,
  trainingOf,
} from "../../score/judge/verdict.ts";
import { clockName } from "../clock/clock.ts";
import type { AnyDefinition } from "../session/definition.ts";
import type { DetectorSession } from "../session/local-session.ts";
import { trainedSpanOf } from "../session/models.ts";
import type { DetectorSetup, Sessions } from "../session/sessions.ts";
import type { DrillRecord } from "./drill-record.ts";
import type { DetectorGate } from "./gates.ts";
import { hopsOf, logStations } from "./hops.ts";
import { invalidity } from "./lag.ts";

/** A finished drill, before it is reported. */
export interface JudgedDrill {
  readonly verdict: Verdict;
  readonly trace: DrillTrace;
  readonly incidents: readonly Incident[];
}

export type JudgedRecord = Pick<DrillRecord, "key" | "picture" | "lag" | "stations">;

interface DrillFacts {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: ClockKind;
  readonly gates: readonly DetectorGate[];
  /** How the rows were measured, in sentences. Default: nothing was. */
  readonly measured?: readonly string[];
}

/** @param error - why the drill cannot be trusted, if already known */
export function judgeDrill(
  { scenario, seed, clock, gates, measured = [] }: DrillFacts,
  sessions: Sessions,
  record: JudgedRecord,
  error: VerdictError | undefined,
): JudgedDrill {
  const key = record.key();
  const fault = domainKit(scenario.source).faultOf(scenario);
  const judged = gates.map((gate) => judgeDetector(gate, sessions.of(setupOf(gate)), key, record, fault));
  const figures = record.lag(gates);
  const passed = judged.every(({ verdict }) => verdict.passed);
  const distrust = error ?? (figures === undefined ? undefined : invalidity(figures, passed));
  const verdict = assembleVerdict({
    scenario: scenario.name,
    seed,
    clock: clockName(clock),
    observations: key.observations,
    durationMs: roundToMicros((key.endedMs ?? 0) - (key.startedMs ?? 0)),
    ...(distrust === undefined ? {} : { error: distrust }),
    ...(measured.length === 0 ? {} : { measured }),
    // A drill that cannot be trusted says nothing about the detectors.
    detectors: distrust === undefined ? judged.map((detector) => detector.verdict) : [],
    ...(figures === undefined ? {} : { lag: figures.lag }),
  });
  const incidents = key.incidents.map(({ incident }) => incident);
  return {
    verdict,
    incidents,
    trace: drillTrace(record.picture(), key, distrust === undefined ? judged : []),
  };
}

export function setupOf({ definition, gate }: DetectorGate): DetectorSetup {
  return { definition, options: gate.options };
}

export interface JudgedDetector {
  readonly gate: Gate;
  readonly verdict: DetectorVerdict;
  /** Absent when it crashed. */
  readonly score?: DetectorScore;
  /** Absent where none were kept. */
  readonly scores?: DetectorScores;
}

/** @param fault - absent if its effect cannot be predicted */
export function judgeDetector(
  { definition, gate }: DetectorGate,
  session: DetectorSession,
  key: AnswerKey,
  record: Pick<JudgedRecord, "stations">,
  fault?: Fault,
): JudgedDetector {
  const { alerts, error, leftRunning = [] } = session;
  const left = leftRunning.length === 0 ? {} : { leftRunning };
  if (error !== undefined) return { gate, verdict: { ...detectorInError(gate, error), ...left } };
  const score = scoreAlerts(key, alerts, gate);
  const hops = hopsOfDetections(score, key, record, session);
  const notes = [...session.notes, ...explanationsOf(score, key, session)];
  const arl0 = session.arl0Worth?.();
  const verdict = {
    ...detectorVerdict(gate, score, hops),
    ...trainingIn(definition, gate.options, key),
    ...(notes.length === 0 ? {} : { notes }),
    ...(arl0 === undefined ? {} : { arl0 }),
    ...left,
  };
  const prediction = fault === undefined ? undefined : session.prediction?.(fault);
  const scores = session.scores?.();
  return {
    gate,
    score,
    verdict: prediction === undefined ? verdict : { ...verdict, prediction },
    ...(scores === undefined ? {} : { scores: withThresholds(scores, definition, gate) }),
  };
}

/** Options that the detector compares its score with, and what it chose itself where they leave it the choice with a 0. */
function withThresholds(
  { chosen, ...scores }: ReturnType<NonNullable<DetectorSession["scores"]>>,
  { options: table }: AnyDefinition,
  { options }: Gate,
): DetectorScores {
  const given = Object.entries(table).flatMap(([name, spec]) => {
    const value = options[name];
    if (spec.kind !== "number" || spec.threshold !== true || typeof value !== "number" || value <= 0)
      return [];
    return [{ name, value, unit: spec.unit ?? "" }];
  });
  const others = Object.entries(chosen).flatMap(([name, value]) =>
    given.some((one) => one.name === name) || !Number.isFinite(value) ? [] : [{ name, value, unit: "" }],
  );
  return { ...scores, thresholds: [...given, ...others] };
}

/** What the detector saw at the deadline of each incident that it did not notice in time. */
function explanationsOf(
  { incidents }: DetectorScore,
  key: AnswerKey,
  session: DetectorSession,
): readonly string[] {
  return incidents.flatMap(({ id, outcome, within }) => {
    const keyed = key.incidents.find(({ incident }) => incident.id === id);
    if (keyed === undefined || (outcome !== "missed" && outcome !== "late")) return [];
    const deadline = parseWithin(within);
    const at =
      deadline.kind === "time"
        ? { atMs: keyed.incident.fromMs + deadline.ms }
        : { atIndex: keyed.affectedIndexes[deadline.count - 1] ?? keyed.lastIndex };
    return session.explain?.(at, `the deadline for ${id}`) ?? [];
  });
}

function trainingIn(
  definition: AnyDefinition,
  options: OptionValues,
  key: AnswerKey,
): Pick<DetectorVerdict, "training"> {
  const trained = trainedSpanOf(definition, options);
  return trained === undefined ? {} : { training: trainingOf(trained, key) };
}

function hopsOfDetections(
  { incidents }: DetectorScore,
  key: AnswerKey,
  record: Pick<JudgedRecord, "stations">,
  session: DetectorSession,
): readonly IncidentHops[] {
  return incidents.flatMap(({ id, alertIndex, delayMs }) => {
    const keyed = key.incidents.find(({ incident }) => incident.id === id);
    if (alertIndex === undefined || delayMs === undefined || keyed === undefined) return [];
    const stations = stationsOf(keyed, alertIndex, record, session);
    if (stations.length === 0) return [];
    const { fromMs } = keyed.incident;
    return [{ incident: id, hops: hopsOf(fromMs, stations, fromMs + delayMs) }];
  });
}

/** A detector that reports its own stations does not read the log. */
function stationsOf(
  { firstIndex, firstAtMs }: KeyedIncident,
  alertIndex: number,
  record: Pick<JudgedRecord, "stations">,
  session: DetectorSession,
): readonly Station[] {
  const own = session.stationsOf(alertIndex);
  if (own.length > 0) return [{ name: "finished", atMs: firstAtMs }, ...own];
  const first = record.stations(firstIndex);
  const evidence = record.stations(alertIndex);
  return first === undefined || evidence === undefined ? [] : logStations(first, evidence);
}
