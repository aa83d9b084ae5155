import type { Readable } from "node:stream";
import type { ReceivedAlert } from "../../domain/alert.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Arl0Worth, Remark } from "../../domain/detector.ts";
import { madeFor, readsOf } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Observation } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { LogWords } from "../../log/source.ts";
import type { FollowingObserved } from "../../log/follow/follow-observed.ts";
import { followObservedLog, streamObservedLog } from "../../log/follow/follow-observed.ts";
import { localOffsetMs, newClockOrigin, realClock } from "../clock/clock.ts";
import type { Ticking } from "../clock/ticking.ts";
import { startTicking } from "../clock/ticking.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import type { DetectorSession } from "../session/local-session.ts";
import type { DetectorSetup } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";
import { aborted } from "../world/aborted.ts";

/** A log that grows. */
export type WatchedInput =
  | {
      readonly kind: "file";
      readonly path: string;
      /** `start` judges the whole log. `now` lets detectors read the existing rows and judges only new ones. */
      readonly from: "start" | "now";
      /** Called when the existing rows have been read. */
      readonly onReady: (rowsLearned: number) => void;
    }
  /** Every row that arrives is judged, until the stream ends. */
  | { readonly kind: "stream"; readonly name: string; readonly stream: Readable };

export interface WatchSettings {
  readonly input: WatchedInput;
  /** What the user says about the log. */
  readonly words?: LogWords;
  readonly detectors: readonly DetectorChoice[];
  readonly signal: AbortSignal;
  readonly onAlert: (alert: ReceivedAlert) => void;
  /** Called for a row that a detector holds something against, while an alert of an earlier row stands for it. */
  readonly onRemark?: (remark: RowRemark) => void;
  readonly onSkipped: (reason: string) => void;
}

/** What a detector holds against a row. */
export interface RowRemark extends Remark, Pick<ReceivedAlert, "detector" | "atIndex" | "atMs"> {}

export interface WatchedLog {
  /** `log`: a stream ended by itself. `signal`: the watcher was told to stop. */
  readonly endedBy: "log" | "signal";
  readonly observations: number;
  readonly skipped: SkippedLines;
  /** Promised rates of false alarms that do not hold on this log, with the detectors' labels. */
  readonly promises: readonly { readonly label: string; readonly arl0: Arl0Worth }[];
}

/**
 * Lets detectors follow a log that another program writes, until the signal is aborted or a stream ends.
 * @throws FiredrillError DETECTOR_CRASHED, LOG_NOT_READABLE, WRONG_LOG_SOURCE
 */
export async function watchLog(settings: WatchSettings): Promise<WatchedLog> {
  const { input, detectors, signal, onAlert, onRemark, onSkipped } = settings;
  const clock = realClock(newClockOrigin());
  const setups = detectors.map(setUp);
  const isRead = (source: LogSource): boolean =>
    setups.some((setup) => sourcesOf(setup, setups).includes(source));
  let isJudging = input.kind === "stream" || input.from === "start";
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
  const { all } = sessions;
  const onRows = async (rows: readonly Observation[]): Promise<void> => {
    observations += rows.length;
    for (const { kind } of rows) if (!isRead(kind)) throw noDetectorReads(kind);
    for (const row of rows) {
      const before = all.map(({ alerts }) => alerts.length);
      await Promise.all(all.map((session) => show(session, row)));
      if (onRemark === undefined || !isJudging) continue;
      for (const [at, { label, alerts, remark }] of all.entries()) {
        const remarked = alerts.length === before[at] ? remark?.() : undefined;
        if (remarked !== undefined)
          onRemark({ ...remarked, detector: label, atIndex: row.index, atMs: row.atMs });
      }
    }
  };
  const reading = { clock, signal, words: settings.words ?? {}, sessions: all, onRows, onSkipped };
  const start = (): Promise<unknown> => Promise.all(all.map((session) => session.start()));
  try {
    const skipped =
      input.kind === "stream"
        ? await watchStream(input, reading, start)
        : await watchFile(input, reading, start, () => {
            isJudging = true;
            input.onReady(observations);
          });
    const promises = all.flatMap(({ label, arl0Worth }) => {
      const arl0 = arl0Worth?.();
      return arl0 === undefined ? [] : [{ label, arl0 }];
    });
    return { endedBy: signal.aborted ? "signal" : "log", observations, skipped, promises };
  } finally {
    await Promise.all(all.map((session) => session.abandon()));
    await clock.close();
  }
}

interface Reading {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly words: LogWords;
  readonly sessions: readonly DetectorSession[];
  readonly onRows: (rows: readonly Observation[]) => Promise<void>;
  readonly onSkipped: (reason: string) => void;
}

type FileInput = Extract<WatchedInput, { readonly kind: "file" }>;
type StreamInput = Extract<WatchedInput, { readonly kind: "stream" }>;

/** @param onReady - called when the existing rows have been read */
async function watchFile(
  { path }: FileInput,
  { clock, signal, words, sessions, onRows, onSkipped }: Reading,
  start: () => Promise<unknown>,
  onReady: () => void,
): Promise<SkippedLines> {
  const following = followObservedLog({
    path,
    words,
    from: "start",
    clock,
    utcOffsetMs: localOffsetMs,
    onSkipped,
    onRows,
  });
  try {
    await start();
    await following.drain();
    onReady();
    await untilAborted(following, startTicking({ kind: "real" }, clock, sessions), signal);
    return following.skipped();
  } finally {
    await following.stop();
  }
}

/** Time passes for detectors when no row has arrived for so long. Until then the rows bring it, and they may be old. */
const quietMs = 1000;

async function watchStream(
  { name, stream }: StreamInput,
  { clock, signal, words, sessions, onRows, onSkipped }: Reading,
  start: () => Promise<unknown>,
): Promise<SkippedLines> {
  let quietFromMs = clock.nowMs() + quietMs;
  let last: Observation | undefined;
  const cutOff = (): void => void stream.destroy();
  if (signal.aborted) cutOff();
  signal.addEventListener("abort", cutOff);
  const elapse = (nowMs: number): void => {
    if (nowMs >= quietFromMs) for (const session of sessions) session.elapse(nowMs);
  };
  const ticking = startTicking({ kind: "real" }, clock, [{ elapse }]);
  try {
    await start();
    const skipped = await streamObservedLog({
      name,
      words,
      stream,
      signal,
      utcOffsetMs: localOffsetMs,
      onSkipped,
      onRows: async (rows) => {
        quietFromMs = Infinity;
        await onRows(rows);
        last = rows.at(-1) ?? last;
        quietFromMs = clock.nowMs() + quietMs;
      },
    });
    if (last !== undefined && !signal.aborted) {
      const endMs = domainKit(last.kind).endOfLogMs(last.atMs);
      for (const session of sessions) {
        await session.finish(endMs);
        if (session.error !== undefined) throw detectorCrashed(session.error);
      }
    }
    return skipped;
  } finally {
    signal.removeEventListener("abort", cutOff);
    await ticking.stop();
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
