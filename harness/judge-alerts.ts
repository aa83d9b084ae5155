import { findDetector, detectors as knownDetectors, parseDetectorSpec } from "../detector/registry.ts";
import type { ReceivedAlert, Severity } from "../domain/alert.ts";
import { parseOptions } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { FiredrillError } from "../domain/error.ts";
import type { Gate } from "../domain/gate.ts";
import type { LogSource } from "../domain/observation.ts";
import type { Within } from "../domain/scenario.ts";
import { scoreAlerts } from "../score/score.ts";
import { detectorVerdict } from "../score/verdict.ts";
import { windowSizeOf } from "./detector-kind.ts";
import { checkReads } from "./gates.ts";
import type { LogJudge } from "./judge-log.ts";

/** What is asked about alerts that somebody else has written down. */
export interface AlertsRequest {
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
    gate: gateFor(label, request),
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

function gateFor(label: string, { severity, within }: AlertsRequest): Gate {
  const { name, options, windowSize } = setUp(label);
  const line = { within: within ?? windowSize, outcome: "detected", falseAlarmsAtMost: 0 } as const;
  return { detector: name, options, severity, windowSize, lines: [line] };
}

/** A label of ours says how the detector was set up; somebody else's is only a name. */
function setUp(label: string): Pick<Gate, "options" | "windowSize"> & { readonly name: string } {
  const definition = ownDefinition(label);
  if (definition === undefined) return { name: label, options: {}, windowSize: foreignWindowSize };
  const { name, options: given } = parseDetectorSpec(label);
  const options = parseOptions(name, definition.options, given);
  return { name, options, windowSize: windowSizeOf(definition, options) };
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
