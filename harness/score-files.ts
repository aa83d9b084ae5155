import { findDetector, detectors as knownDetectors, parseDetectorSpec } from "../detector/registry.ts";
import type { ReceivedAlert, Severity } from "../domain/alert.ts";
import { roundToMicros } from "../domain/clock.ts";
import { parseOptions } from "../domain/detector-options.ts";
import { FiredrillError } from "../domain/error.ts";
import type { Gate } from "../domain/gate.ts";
import type { Within } from "../domain/scenario.ts";
import type { Verdict } from "../domain/verdict.ts";
import { readAlerts } from "../log/alerts.ts";
import { readLabelledLog } from "../log/read.ts";
import type { SkippedLines } from "../log/skipped-lines.ts";
import { answerKey } from "../score/answer-key.ts";
import { scoreAlerts } from "../score/score.ts";
import { drillTrace, tracePoint } from "../score/trace.ts";
import type { DrillTrace, TracePoint } from "../score/trace.ts";
import { assembleVerdict, detectorVerdict } from "../score/verdict.ts";

export interface ScoreRequest {
  readonly labelledPath: string;
  readonly alertsPath: string;
  /** Detectors to judge beside those that alerted, for one that stayed silent left no trace in the file. */
  readonly detectors: readonly string[];
  readonly severity: Severity;
  /** Default: each detector's window; 10 for detectors that are not ours. */
  readonly within?: Within;
}

export interface ScoredFiles {
  readonly verdict: Verdict;
  readonly trace: DrillTrace;
  /** Lines of the log that are no rows. */
  readonly skipped: SkippedLines;
}

const foreignWindowSize = 10;

/**
 * Judges the alerts in a file against a labelled log, as a drill judges those of its own detectors.
 * @throws FiredrillError NO_DETECTOR_TO_SCORE, and what reading the two files throws
 */
export async function scoreFiles(request: ScoreRequest): Promise<ScoredFiles> {
  const key = answerKey();
  const series: TracePoint[] = [];
  const log = readLabelledLog(request.labelledPath);
  for await (const row of log.rows) {
    key.add(row);
    series.push(tracePoint(row.observation));
  }
  const alerts = await readAlerts(request.alertsPath);
  const answers = key.finish();
  const judged = detectorsOf(request, alerts).map((label) => {
    const gate = gateFor(label, request);
    const score = scoreAlerts(
      answers,
      alerts.filter(({ detector }) => detector === label),
      gate,
    );
    return { gate, score, verdict: detectorVerdict(gate, score) };
  });
  const verdict = assembleVerdict({
    scenario: request.labelledPath,
    seed: 0,
    clock: "recorded",
    observations: answers.observations,
    durationMs: roundToMicros((answers.endedMs ?? 0) - (answers.startedMs ?? 0)),
    detectors: judged.map((one) => one.verdict),
  });
  return { verdict, trace: drillTrace(series, answers, judged), skipped: log.skipped() };
}

function detectorsOf(
  { detectors, alertsPath }: ScoreRequest,
  alerts: readonly ReceivedAlert[],
): readonly string[] {
  const labels = [...new Set([...detectors, ...alerts.map(({ detector }) => detector)])];
  if (labels.length === 0) throw noDetectorToScore(alertsPath);
  return labels;
}

function gateFor(label: string, { severity, within }: ScoreRequest): Gate {
  const { name, options, windowSize } = setUp(label);
  const line = { within: within ?? windowSize, outcome: "detected", falseAlarmsAtMost: 0 } as const;
  return { detector: name, options, severity, windowSize, lines: [line] };
}

/** A label of ours says how the detector was set up; somebody else's is only a name. */
function setUp(label: string): Pick<Gate, "options" | "windowSize"> & { readonly name: string } {
  const isOurs = knownDetectors.some(({ name }) => label === name || label.startsWith(`${name}:`));
  if (!isOurs) return { name: label, options: {}, windowSize: foreignWindowSize };
  const { name, options: given } = parseDetectorSpec(label);
  const definition = findDetector(name);
  const options = parseOptions(name, definition.options, given);
  return { name, options, windowSize: definition.create(options).windowSize };
}

function noDetectorToScore(alertsPath: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_DETECTOR_TO_SCORE",
    `${alertsPath} holds no alert, so it does not say whose silence is to be judged.`,
    "Name the detector with --detector NAME.",
  );
}
