import type { ReceivedAlert } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Arl0Worth } from "../../domain/detector.ts";
import { madeFor, readsOf } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { FollowingObserved } from "../../log/follow/follow-observed.ts";
import { followObservedLog } from "../../log/follow/follow-observed.ts";
import { localOffsetMs, newClockOrigin, realClock } from "../clock/clock.ts";
import type { Ticking } from "../clock/ticking.ts";
import { startTicking } from "../clock/ticking.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import type { DetectorSession } from "../session/local-session.ts";
import type { DetectorSetup } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";
import { aborted } from "../world/aborted.ts";

export interface WatchSettings {
  readonly path: string;
  readonly detectors: readonly DetectorChoice[];
  /** `start` judges the whole log. `now` lets detectors read the existing rows and judges only new ones. */
  readonly from: "start" | "now";
  readonly signal: AbortSignal;
  /** Called when the existing rows have been read. */
  readonly onReady: (rowsLearned: number) => void;
  readonly onAlert: (alert: ReceivedAlert) => void;
  readonly onSkipped: (reason: string) => void;
}

export interface WatchedLog {
  readonly observations: number;
  readonly skipped: SkippedLines;
  /** Promised rates of false alarms that do not hold on this log, with the detectors' labels. */
  readonly promises: readonly { readonly label: string; readonly arl0: Arl0Worth }[];
}

/**
 * Lets detectors follow a log that another program writes, until the signal is aborted.
 * @throws FiredrillError DETECTOR_CRASHED, LOG_NOT_READABLE, WRONG_LOG_SOURCE
 */
export async function watchLog(settings: WatchSettings): Promise<WatchedLog> {
  const { path, detectors, signal, onReady, onAlert, onSkipped } = settings;
  const clock = realClock(newClockOrigin());
  const setups = detectors.map(setUp);
  const isRead = (source: LogSource): boolean =>
    setups.some((setup) => sourcesOf(setup, setups).includes(source));
  let isJudging = settings.from === "start";
  let observations = 0;
  const context = { clock, clockKind: clock.kind, seed: 0 };
  const sessions = sessionsFor(
    setups,
    (setup) => sourcesOf(setup, setups),
    context,
    (alert) => {
      if (isJudging) onAlert(alert);
    },
  );
  const following = followObservedLog({
    path,
    from: "start",
    clock,
    utcOffsetMs: localOffsetMs,
    onSkipped,
    onRows: async (rows) => {
      observations += rows.length;
      for (const { kind } of rows) if (!isRead(kind)) throw noDetectorReads(kind);
      for (const row of rows) await Promise.all(sessions.all.map((session) => show(session, row)));
    },
  });
  try {
    await Promise.all(sessions.all.map((session) => session.start()));
    await following.drain();
    isJudging = true;
    onReady(observations);
    await untilAborted(following, startTicking({ kind: "real" }, clock, sessions.all), signal);
    const promises = sessions.all.flatMap(({ label, arl0Worth }) => {
      const arl0 = arl0Worth?.();
      return arl0 === undefined ? [] : [{ label, arl0 }];
    });
    return { observations, skipped: following.skipped(), promises };
  } finally {
    try {
      await following.stop();
    } finally {
      await Promise.all(sessions.all.map((session) => session.abandon()));
      await clock.close();
    }
  }
}

async function show(session: DetectorSession, row: Observation): Promise<void> {
  await session.observe(row);
  if (session.error !== undefined) throw detectorCrashed(session.error);
}

function detectorCrashed({ message }: VerdictError): FiredrillError {
  return new FiredrillError(
    "drill",
    "DETECTOR_CRASHED",
    message,
    "The log is no longer watched. Fix the detector and start again.",
  );
}

function noDetectorReads(source: LogSource): FiredrillError {
  return new FiredrillError(
    "usage",
    "WRONG_LOG_SOURCE",
    `None of the chosen detectors reads ${source} logs.`,
    '"firedrill list" shows which logs each detector reads.',
  );
}

/**
 * The log sources that a detector judges: all that it can read. Without the option `signal`, a detector of numbers leaves
 * out the sources for which another chosen detector is specialized.
 */
function sourcesOf(
  { definition, options }: DetectorSetup,
  all: readonly DetectorSetup[],
): readonly LogSource[] {
  if (options["signal"] !== undefined) return readsOf(definition);
  const own = madeFor(definition);
  const specialized = new Set(all.flatMap((other) => madeFor(other.definition)));
  return readsOf(definition).filter((source) => own.includes(source) || !specialized.has(source));
}

function setUp({ definition, options }: DetectorChoice): DetectorSetup {
  return { definition, options: parseOptions(definition.name, definition.options, options) };
}

async function untilAborted(
  following: FollowingObserved,
  ticking: Ticking,
  signal: AbortSignal,
): Promise<void> {
  try {
    await Promise.race([following.ended, aborted(signal)]);
    await following.drain();
  } finally {
    await ticking.stop();
  }
}
