// The public API, and the only file that re-exports.

export { createDetector, formatModel, parseModel, trainDetector } from "./detector/model.ts";
export type { Mutant } from "./detector/mutants.ts";
export { mutantsOf } from "./detector/mutants.ts";
export { detectors, findDetector } from "./detector/registry.ts";
export type { Alert, ReceivedAlert, Severity } from "./domain/alert.ts";
export type { OptionSpec, OptionTable, OptionValues, ValuesOf } from "./domain/detector-options.ts";
export { parseOptions } from "./domain/detector-options.ts";
export type {
  ChosenSignal,
  Detector,
  DetectorDefinition,
  DetectorModel,
  DetectorSetting,
  LogSetting,
  Reads,
  Training,
} from "./domain/detector.ts";
export { at, defineDetector, none, readsOf } from "./domain/detector.ts";
export type { ErrorKind } from "./domain/error.ts";
export { FiredrillError } from "./domain/error.ts";
export type { Gate, GateLine } from "./domain/gate.ts";
export type { Incident } from "./domain/incident.ts";
export { incidentsOf } from "./domain/incident.ts";
export type { LoginFailure, LoginObservation, LoginOutcome } from "./domain/login/observation.ts";
export type { LoginScenario } from "./domain/login/scenario.ts";
export type { Attack, BenignTraffic, Traffic } from "./domain/login/traffic.ts";
export type {
  RemoteAlert,
  RemoteDefinition,
  RemoteDetector,
  RemoteContext,
} from "./domain/remote-detector.ts";
export type { Mode, Modes } from "./domain/response/modes.ts";
export { originalModes } from "./domain/response/modes.ts";
export type { Noise } from "./domain/response/noise.ts";
export type { ResponseObservation, ResponseOutcome } from "./domain/response/observation.ts";
export { elapsedMs } from "./domain/response/observation.ts";
export type { Pacing, ResponsePhase, ResponseScenario } from "./domain/response/scenario.ts";
export type { Episode, EpisodeRole, JudgedEpisode, KeyedIncident } from "./domain/results/trace.ts";
export type { Expectation, OptionValue, Within } from "./domain/scenario.ts";
export type { LogSource, Observation, RowOf, Scenario } from "./domain/sources.ts";
export type { Clock, ClockKind } from "./domain/time/clock.ts";
export type { Onset } from "./domain/traffic/scenario.ts";
export type { Labelled, Truth } from "./domain/truth.ts";
export type {
  DetectorVerdict,
  Hop,
  IncidentHops,
  IncidentVerdict,
  Lag,
  Outcome,
  Verdict,
  VerdictError,
} from "./domain/verdict.ts";
export type { DetectorInput, DrillOptions } from "./harness/drill/program.ts";
export { drillScenario as drill } from "./harness/drill/program.ts";
export { simulate } from "./harness/drill/simulate.ts";
export { findScenario, scenarios } from "./scenarios/registry.ts";
export type { AnswerKey } from "./score/judge/answer-key.ts";
export { answerKeyOf } from "./score/judge/answer-key.ts";
export type { DetectorScore } from "./score/judge/score.ts";
export { scoreAlerts } from "./score/judge/score.ts";
