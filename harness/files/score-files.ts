import { dirname } from "node:path";
import type { Severity } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import type { Within } from "../../domain/scenario.ts";
import type { LogSource } from "../../domain/sources.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { plural } from "../../domain/text/printable.ts";
import type { Verdict, VerdictError } from "../../domain/verdict.ts";
import { readAlerts } from "../../log/files/alerts.ts";
import type { AttackedLog } from "../../log/files/read.ts";
import { readAttackedLog, readLabelledLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { LogInput } from "../../log/files/stream.ts";
import { nameOf } from "../../log/files/stream.ts";
import type { LogWords } from "../../log/source.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import { answerKeyCollector } from "../../score/judge/answer-key.ts";
import { assembleVerdict, drillTrace } from "../../score/judge/verdict.ts";
import { scoreKit } from "../../score/sources.ts";
import { gatesOf } from "../drill/gates.ts";
import { chooseDetector, definitionsNamed } from "../session/choice.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { LogJudge } from "./judge-log.ts";
import { judgeAlerts, judgeLog } from "./judge-log.ts";
import { isUnfinishedRun } from "./run-folder.ts";

export interface ScoreRequest {
  /** A labelled log, unless there is a list of attacks. */
  readonly log: LogInput;
  /** The attacks in a login log. */
  readonly attacksPath?: string;
  /** What the user says about the log. */
  readonly words?: LogWords;
  /** Without it the detectors read the log now. */
  readonly alertsPath?: string;
  /** With alerts: detectors to judge even if they have none. */
  readonly detectors: readonly string[];
  readonly severity: Severity;
  /** The detector that judges the neighborhood of alerts. */
  readonly confirm?: string;
  /** Default: the detector's window, or 10 for a detector that is not built in. */
  readonly within?: Within;
  /** Keeps the scores of detectors, for a picture. */
  readonly keepsScores?: true;
}

export interface ScoredFiles {
  readonly verdict: Verdict;
  readonly trace: DrillTrace;
  /** Unreadable lines of the log. */
  readonly skipped: SkippedLines;
  /** Attacks of the list without a matching row, which are excluded from scoring. */
  readonly attacksWithoutRows: number;
}

/**
 * Judges detectors, or the alerts in a file, against a labelled log, as a drill judges its own detectors.
 * @throws FiredrillError NO_DETECTOR_TO_SCORE, DETECTOR_NEEDS_DRILL, WRONG_LOG_SOURCE, and what reading the files and
 *   choosing the detectors throws
 */
export async function scoreFiles(request: ScoreRequest): Promise<ScoredFiles> {
  const log = readLabels(request);
  const name = nameOf(request.log);
  const judge = await judgeFor(request, log.detected.source);
  const key = answerKeyCollector();
  const picture = scoreKit(log.detected.source).pictureCollector();
  for await (const rows of log.batches)
    for (const row of rows) {
      key.add(row);
      picture.add(row.observation);
      judge.observe(row.observation);
    }
  const answers = key.finish();
  const skipped = log.skipped();
  const judged = await judge.finish(answers, skipped.skipped);
  const attacksWithoutRows = log.attacksWithoutRows();
  const error = vacuity(request, answers, skipped, attacksWithoutRows);
  const verdict = assembleVerdict({
    scenario: name,
    seed: 0,
    clock: "recorded",
    observations: answers.observations,
    durationMs: roundToMicros((answers.endedMs ?? 0) - (answers.startedMs ?? 0)),
    ...(typeof request.log === "string" && isUnfinishedRun(dirname(request.log))
      ? { unfinished: true as const }
      : {}),
    ...(skipped.skipped === 0 ? {} : { skippedLines: skipped.skipped }),
    ...(error === undefined ? {} : { error }),
    detectors: error === undefined ? judged.map((detector) => detector.verdict) : [],
  });
  const trace = drillTrace(picture.finish(), answers, error === undefined ? judged : []);
  return { verdict, trace, skipped, attacksWithoutRows };
}

/** A verdict about nothing is none: no row could be judged, or no attack of the list has a row. */
function vacuity(
  { log, attacksPath }: ScoreRequest,
  { observations, incidents }: AnswerKey,
  { skipped }: SkippedLines,
  attacksWithoutRows: number,
): VerdictError | undefined {
  if (observations === 0) {
    const why = skipped === 0 ? "it has no rows" : `none of its ${plural(skipped, "line")} can be read`;
    return { code: "NOTHING_JUDGED", message: `Nothing was judged on ${nameOf(log)}: ${why}.` };
  }
  if (attacksPath !== undefined && incidents.length === 0 && attacksWithoutRows > 0)
    return {
      code: "NOTHING_JUDGED",
      message: `Nothing was judged: no row of ${nameOf(log)} belongs to any of the ${plural(attacksWithoutRows, "attack")} in ${attacksPath}.`,
    };
  return undefined;
}

function readLabels({ log, attacksPath, words }: ScoreRequest): AttackedLog {
  return attacksPath === undefined
    ? { ...readLabelledLog(log, words), attacksWithoutRows: () => 0 }
    : readAttackedLog(log, attacksPath, words);
}

async function judgeFor(request: ScoreRequest, source: LogSource): Promise<LogJudge> {
  const { alertsPath, detectors, severity, within, confirm } = request;
  const name = nameOf(request.log);
  if (alertsPath !== undefined) {
    if (confirm !== undefined) throw nothingToConfirm(alertsPath);
    return judgeAlerts({ ...request, alertsPath }, source, await readAlerts(alertsPath));
  }
  if (detectors.length === 0) throw noDetectorToScore(name);
  const settings = confirm === undefined ? defaultRemoteSettings : { ...defaultRemoteSettings, confirm };
  const choices = await Promise.all(detectors.map(async (spec) => chooseDetector(spec, settings)));
  const gates = gatesOf(
    { name, source, expect: [] },
    choices,
    { severity, ...(within === undefined ? {} : { within }) },
    await definitionsNamed([], defaultRemoteSettings),
  );
  return judgeLog(source, gates, request.keepsScores === true ? { keepsScores: true } : {});
}

function nothingToConfirm(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_CONFIRM",
    `--confirm cannot judge the alerts in ${path}: they are over.`,
    "Leave it out, or leave out the file of alerts and name a detector with --detector.",
  );
}

function noDetectorToScore(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_DETECTOR_TO_SCORE",
    `Nothing to score on ${name}: neither alerts nor a detector were given.`,
    "Give a file of alerts after the log, or a detector with --detector NAME.",
  );
}
