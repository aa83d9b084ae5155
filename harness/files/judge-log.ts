import { findDetector, detectors as knownDetectors, parseDetectorSpec } from "../../detector/registry.ts";
import type { ReceivedAlert, Severity } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { checkReads } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Gate } from "../../domain/gate.ts";
import type { Within } from "../../domain/scenario.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { causedAtMs, domainKit } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { epochMs } from "../../domain/time/clock.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import { detectorVerdict } from "../../score/judge/verdict.ts";
import type { DetectorGate } from "../drill/gates.ts";
import type { JudgedDetector } from "../drill/judge.ts";
import { judgeDetector, setupOf } from "../drill/judge.ts";
import { isRemote, windowSizeOf } from "../session/definition.ts";
import type { Sessions } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";

/** What judges detectors by a finished log that is read row by row. */
export interface LogJudge {
  readonly observe: (observation: Observation) => void;
  /** The log is over. @param key - to all of it */
  readonly finish: (key: AnswerKey) => readonly JudgedDetector[];
}

const noStations = { stations: () => undefined };

/**
 * Shows the log to detectors of this process, on its own time, which rows bring with them. What is judged by the hour has
 * the hour that is running at the end of a log of logins to its end.
 * @throws FiredrillError DETECTOR_NEEDS_DRILL
 */
export function judgeLog(source: LogSource, gates: readonly DetectorGate[]): LogJudge {
  for (const { definition } of gates) if (isRemote(definition)) throw detectorNeedsDrill(definition.name);
  let nowMs = epochMs;
  let lastMs = -Infinity;
  let sessions: Sessions | undefined;
  const clock: Clock = { nowMs: () => nowMs, sleepUntilMs: noSleep, hold: () => () => undefined };
  const begun = (): Sessions =>
    (sessions ??= sessionsFor(
      gates.map(setupOf),
      source,
      { clock, clockKind: { kind: "virtual" }, seed: 0 },
      () => undefined,
    ));

  return {
    observe: (observation) => {
      if (sessions === undefined) nowMs = causedAtMs(observation);
      const { all } = begun();
      nowMs = observation.atMs;
      lastMs = Math.max(lastMs, nowMs);
      for (const session of all) void session.observe(observation);
    },
    finish: (key) => {
      const { all, of } = begun();
      nowMs = domainKit(source).endOfLogMs(lastMs);
      for (const session of all) session.elapse(nowMs);
      return gates.map((gate) => judgeDetector(gate, of(setupOf(gate)), key, noStations));
    },
  };
}

/** Nothing here waits for time: it goes with the rows. */
function noSleep(): Promise<void> {
  return Promise.reject(new RangeError("a recorded log has no sleepers"));
}

function detectorNeedsDrill(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "DETECTOR_NEEDS_DRILL",
    `The detector ${name} is outside this process and cannot be shown a finished log.`,
    "Run it in a drill, or give a file of its alerts behind the log.",
  );
}

/** What is asked about alerts that somebody else has written down. */
interface AlertsRequest {
  readonly alertsPath: string;
  /** Detectors to judge beside those that alerted, for one that stayed silent left no trace in the file. */
  readonly detectors: readonly string[];
  readonly severity: Severity;
  /** Default: each detector's window; 10 for detectors that are not ours. */
  readonly within?: Within;
}

const foreignWindowSize = 10;

/**
 * Judges every detector that alerted, and those that were named.
 * @throws FiredrillError NO_DETECTOR_TO_SCORE, WRONG_LOG_SOURCE for a named one that cannot read such a log
 */
export function judgeAlerts(
  request: AlertsRequest,
  source: LogSource,
  alerts: readonly ReceivedAlert[],
): LogJudge {
  for (const label of request.detectors) {
    const ours = ownDefinition(label);
    if (ours !== undefined) checkReads(ours, source);
  }
  const labels = [...new Set([...request.detectors, ...alerts.map(({ detector }) => detector)])];
  if (labels.length === 0) throw noDetectorToScore(request.alertsPath);
  const asked = labels.map((label) => ({
    gate: gateFor(label, request, source),
    alerts: alerts.filter(({ detector }) => detector === label),
  }));
  return {
    observe: () => undefined,
    finish: (key) =>
      asked.map(({ gate, alerts: said }) => {
        const score = scoreAlerts(key, said, gate);
        return { gate, score, verdict: detectorVerdict(gate, score) };
      }),
  };
}

function gateFor(label: string, { severity, within }: AlertsRequest, source: LogSource): Gate {
  const { name, options, windowSize } = setUp(label, source);
  const line = { within: within ?? windowSize, outcome: "detected", falseAlarmsAtMost: 0 } as const;
  return { detector: name, options, severity, windowSize, lines: [line] };
}

/** A label of ours says how the detector was set up; somebody else's is only a name. */
function setUp(
  label: string,
  source: LogSource,
): Pick<Gate, "options" | "windowSize"> & { readonly name: string } {
  const definition = ownDefinition(label);
  if (definition === undefined) return { name: label, options: {}, windowSize: foreignWindowSize };
  const { name, options: given } = parseDetectorSpec(label);
  const options = parseOptions(name, definition.options, given);
  return { name, options, windowSize: windowSizeOf(definition, options, source) };
}

function ownDefinition(label: string): DetectorDefinition | undefined {
  const isOurs = knownDetectors.some(({ name }) => label === name || label.startsWith(`${name}:`));
  return isOurs ? findDetector(parseDetectorSpec(label).name) : undefined;
}

function noDetectorToScore(alertsPath: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_DETECTOR_TO_SCORE",
    `${alertsPath} holds no alert, so it does not say whose silence is to be judged.`,
    "Name the detector with --detector NAME.",
  );
}
