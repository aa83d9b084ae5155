import { findDetector, detectors as knownDetectors, parseDetectorSpec } from "../../detector/registry.ts";
import type { FileAlert, ReceivedAlert, Severity } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { checkReads } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Gate } from "../../domain/gate.ts";
import { firstIndex } from "../../domain/numbers/search.ts";
import type { Within } from "../../domain/scenario.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { causedAtMs, domainKit } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { epochMs } from "../../domain/time/clock.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import { detectorInError, detectorVerdict } from "../../score/judge/verdict.ts";
import type { DetectorGate } from "../drill/gates.ts";
import type { JudgedDetector } from "../drill/judge.ts";
import { judgeDetector, setupOf } from "../drill/judge.ts";
import { isRemote, windowSizeOf } from "../session/definition.ts";
import type { SessionContext } from "../session/local-session.ts";
import type { Sessions } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";

/** Judges detectors on a finished log, row by row. */
export interface LogJudge {
  readonly observe: (observation: Observation) => void;
  /** Ends the log. @param key - of the whole log. @param skippedLines - how many of its lines could not be read */
  readonly finish: (key: AnswerKey, skippedLines: number) => Promise<readonly JudgedDetector[]>;
}

const noStations = { stations: () => undefined };

/**
 * Shows a log to detectors of this process, in the time of its rows. Time then goes on to the end of the log, which for a
 * login log is the end of its last hour.
 * @throws FiredrillError DETECTOR_NEEDS_DRILL
 */
export function judgeLog(
  source: LogSource,
  gates: readonly DetectorGate[],
  keeping: Pick<SessionContext, "keepsScores"> = {},
): LogJudge {
  for (const { definition } of gates) if (isRemote(definition)) throw detectorNeedsDrill(definition.name);
  let nowMs = epochMs;
  let lastMs = -Infinity;
  let sessions: Sessions | undefined;
  const clock: Clock = { nowMs: () => nowMs, sleepUntilMs: noSleep, hold: () => () => undefined };
  const started = (): Sessions =>
    (sessions ??= sessionsFor(
      gates.map(setupOf),
      source,
      { clock, clockKind: { kind: "virtual" }, seed: 0, ...keeping },
      () => undefined,
    ));

  return {
    observe: (observation) => {
      if (sessions === undefined) nowMs = causedAtMs(observation);
      const { all } = started();
      nowMs = observation.atMs;
      lastMs = Math.max(lastMs, nowMs);
      for (const session of all) void session.observe(observation);
    },
    finish: async (key) => {
      const { all, of } = started();
      nowMs = domainKit(source).endOfLogMs(lastMs);
      await Promise.all(all.map((session) => session.finish()));
      return gates.map((gate) => judgeDetector(gate, of(setupOf(gate)), key, noStations));
    },
  };
}

/** Nothing sleeps on this clock: the rows advance it. */
function noSleep(): Promise<void> {
  return Promise.reject(new RangeError("a recorded log has no sleepers"));
}

function detectorNeedsDrill(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "DETECTOR_NEEDS_DRILL",
    `The remote detector ${name} cannot read a finished log.`,
    "Use it in a drill with firedrill run, or give a file of its alerts after the log.",
  );
}

interface AlertsRequest {
  readonly alertsPath: string;
  /** Detectors to judge in addition to those in the file, which lists no detector that stayed silent. */
  readonly detectors: readonly string[];
  readonly severity: Severity;
  /** Default: the detector's window, or 10 for a detector that is not built in. */
  readonly within?: Within;
}

const foreignWindowSize = 10;

/**
 * Judges every detector that alerted, and the requested ones.
 * @throws FiredrillError NO_DETECTOR_TO_SCORE, WRONG_LOG_SOURCE for a requested one that cannot read such a log
 */
export function judgeAlerts(
  request: AlertsRequest,
  source: LogSource,
  alerts: readonly FileAlert[],
): LogJudge {
  for (const label of request.detectors) {
    const definition = builtInDefinition(label);
    if (definition !== undefined) checkReads(definition, source);
  }
  const labels = [...new Set([...request.detectors, ...alerts.map(({ detector }) => detector)])];
  if (labels.length === 0) throw noDetectorToScore(request.alertsPath);
  const rows = currentRows(alerts.flatMap(({ receivedMs }) => receivedMs ?? []));
  let lastIndex = -1;
  return {
    observe: (observation) => {
      lastIndex = Math.max(lastIndex, observation.index);
      rows.observe(observation);
    },
    finish: async (key, skippedLines) =>
      labels.map((label) => {
        const own = alerts.filter(({ detector }) => detector === label);
        const isOurs = builtInDefinition(label) !== undefined;
        const gate = gateFor(label, request, source);
        const unknown = own.find(({ atIndex }) => atIndex > lastIndex + skippedLines);
        if (unknown !== undefined)
          return { gate, verdict: detectorInError(gate, unknownRow(label, unknown, lastIndex)) };
        const score = scoreAlerts(
          key,
          own.map((alert) => heard(alert, isOurs ? undefined : rows)),
          gate,
        );
        const onTrust = own.filter(({ receivedMs }) => receivedMs === undefined).length;
        const verdict = detectorVerdict(gate, score);
        return { gate, score, verdict: onTrust === 0 ? verdict : { ...verdict, alertsOnTrust: onTrust } };
      }),
  };
}

/**
 * An alert as a drill on a wall clock would have taken it: it counts from the row that was current when it was heard,
 * whatever row and instant it names.
 * @param rows - absent for our own detectors, which name the row that they were shown
 */
function heard({ receivedMs, ...alert }: FileAlert, rows: CurrentRows | undefined): ReceivedAlert {
  if (receivedMs === undefined) return { ...alert, receivedMs: alert.atMs };
  if (rows === undefined) return { ...alert, receivedMs };
  const { before, with: ending } = rows.at(receivedMs);
  const atIndex = Math.max(0, Math.min(Math.max(alert.atIndex, before.index), ending.index));
  const endedMs = atIndex === before.index ? before.endedMs : receivedMs;
  const isCurrent = atIndex === alert.atIndex && alert.atMs >= endedMs && alert.atMs <= receivedMs;
  return { ...alert, receivedMs, atIndex, atMs: isCurrent ? alert.atMs : receivedMs };
}

interface EndedRow {
  /** -1 when no row had ended. */
  readonly index: number;
  readonly endedMs: number;
}

/** The row that was current at each of some instants: of those that had ended, the one written last. */
interface CurrentRows {
  readonly observe: (observation: Observation) => void;
  /**
   * After the last row.
   * @param atMs - one of the instants
   * @returns the current row without and with those that ended at this very instant
   */
  readonly at: (atMs: number) => { readonly before: EndedRow; readonly with: EndedRow };
}

function currentRows(instantsMs: readonly number[]): CurrentRows {
  const instants = Float64Array.from(new Set(instantsMs)).sort();
  const placeOf = (atMs: number): number =>
    firstIndex(0, instants.length, (place) => (instants[place] ?? Infinity) >= atMs);
  const none: EndedRow = { index: -1, endedMs: -Infinity };
  /** For each instant the last of the rows that ended since the instant before it, and of those that ended with it. */
  const before = new Map<number, EndedRow>();
  const ending = new Map<number, EndedRow>();
  let isSummed = false;
  const later = (a: EndedRow, b: EndedRow): EndedRow => (b.index > a.index ? b : a);
  const sumUp = (): void => {
    let last = none;
    for (const place of instants.keys()) {
      last = later(last, before.get(place) ?? none);
      before.set(place, last);
      last = later(last, ending.get(place) ?? none);
      ending.set(place, last);
    }
    isSummed = true;
  };
  return {
    observe: ({ index, atMs }) => {
      const place = placeOf(atMs);
      if (place === instants.length) return;
      const rows = instants[place] === atMs ? ending : before;
      rows.set(place, later(rows.get(place) ?? none, { index, endedMs: atMs }));
    },
    at: (atMs) => {
      if (!isSummed) sumUp();
      const place = placeOf(atMs);
      return { before: before.get(place) ?? none, with: ending.get(place) ?? none };
    },
  };
}

function unknownRow(label: string, { atIndex }: FileAlert, lastIndex: number): VerdictError {
  return {
    code: "ALERT_WITHOUT_OBSERVATION",
    message: `${label} raised an alert about observation ${atIndex}, but the log has only 0 to ${lastIndex}.`,
  };
}

function gateFor(label: string, { severity, within }: AlertsRequest, source: LogSource): Gate {
  const { name, options, windowSize } = setUp(label, source);
  const own = within === undefined ? { isDefault: true as const } : {};
  const line = { within: within ?? windowSize, outcome: "detected", falseAlarmsAtMost: 0, ...own } as const;
  return { detector: name, options, severity, windowSize, lines: [line] };
}

/** The label of a built-in detector contains its options. Other labels are only names. */
function setUp(
  label: string,
  source: LogSource,
): Pick<Gate, "options" | "windowSize"> & { readonly name: string } {
  const definition = builtInDefinition(label);
  if (definition === undefined) return { name: label, options: {}, windowSize: foreignWindowSize };
  const { name, options: given } = parseDetectorSpec(label);
  const options = parseOptions(name, definition.options, given);
  return { name, options, windowSize: windowSizeOf(definition, options, source) };
}

function builtInDefinition(label: string): DetectorDefinition | undefined {
  const isBuiltIn = knownDetectors.some(({ name }) => label === name || label.startsWith(`${name}:`));
  return isBuiltIn ? findDetector(parseDetectorSpec(label).name) : undefined;
}

function noDetectorToScore(alertsPath: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_DETECTOR_TO_SCORE",
    `Nothing to score: ${alertsPath} has no alerts.`,
    "Name the detector that stayed silent with --detector NAME.",
  );
}
