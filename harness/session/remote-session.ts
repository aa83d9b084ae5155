import type { ReceivedAlert } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { RemoteAlert, RemoteDetector, Station } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { withSubject } from "../../domain/subject.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { DetectorSession, SessionContext } from "./local-session.ts";

const batchRows = 512;
const graceMs = 30_000;

/**
 * Runs a detector that is not of this process. Its alerts get a row and a time where it gives none, and an episode that
 * it never resolves is resolved `windowSize` rows after it was last heard of.
 * @param onAlert - told of each alert as it is heard
 */
export function remoteSession(
  label: string,
  remote: RemoteDetector,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const shown = rowsShown();
  const heard = heardAlerts(label, shown, context, onAlert);
  const feed = rowFeed(remote, context, () => heard.error() === undefined);
  const end = endOnce(remote);
  return {
    label,
    start: () => remote.start({ ...context, onAlert: heard.hear, onError: heard.fail }),
    elapse: () => undefined,
    observe: (observation) => {
      shown.add(observation);
      return feed.add(observation);
    },
    finish: async () => {
      await feed.flush();
      await end(graceMs);
      for (const alert of resolvedByTime(heard.alerts, remote.windowSize, shown)) heard.keep(alert);
    },
    abandon: () => end(0),
    alerts: heard.alerts,
    get error() {
      return heard.error();
    },
    prediction: (fault) => remote.prediction?.(fault),
    stationsOf: heard.stationsOf,
  };
}

/** Ends it once, or, when it is still thinking about its end, once more and at once. */
function endOnce(remote: RemoteDetector): (withinMs: number) => Promise<void> {
  let ending: Promise<void> | undefined;
  let isOver = false;
  const stopped = async (withinMs: number): Promise<void> => {
    await remote.stop(withinMs);
    isOver = true;
  };
  return async (withinMs) => {
    if (ending !== undefined && withinMs === 0 && !isOver) await remote.stop(0);
    await (ending ??= stopped(withinMs));
  };
}

interface HeardAlerts {
  readonly alerts: readonly ReceivedAlert[];
  readonly hear: (alert: RemoteAlert) => void;
  readonly keep: (alert: ReceivedAlert) => void;
  readonly fail: (error: FiredrillError) => void;
  readonly error: () => VerdictError | undefined;
  readonly stationsOf: DetectorSession["stationsOf"];
}

function heardAlerts(
  label: string,
  shown: RowsShown,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): HeardAlerts {
  const alerts: ReceivedAlert[] = [];
  const stations = new Map<number, readonly Station[]>();
  let error: VerdictError | undefined;

  const fail = ({ code, message, advice }: FiredrillError): void => {
    error ??= { code, message: `${message} ${advice}` };
  };
  const keep = (alert: ReceivedAlert): void => {
    alerts.push(alert);
    onAlert(alert);
  };
  const hear = ({ stations: passed, ...alert }: RemoteAlert): void => {
    const placed = placedAlert(label, alert, shown, context);
    if (placed.kind === "error") {
      fail(placed.error);
      return;
    }
    const { atIndex } = placed.alert;
    if (passed !== undefined && !stations.has(atIndex)) stations.set(atIndex, passed);
    keep(placed.alert);
  };

  return { alerts, hear, keep, fail, error: () => error, stationsOf: (index) => stations.get(index) ?? [] };
}

interface RowFeed {
  readonly add: (observation: Observation) => Promise<void> | undefined;
  readonly flush: () => Promise<void>;
}

/** Row by row as they happen in wall time; on the virtual clock, where nobody waits for a row, in batches. */
function rowFeed(remote: RemoteDetector, { clockKind }: SessionContext, isWanted: () => boolean): RowFeed {
  const limit = clockKind.kind === "virtual" ? batchRows : 1;
  let batch: Observation[] = [];
  const flush = async (): Promise<void> => {
    const rows = batch;
    batch = [];
    if (rows.length > 0 && isWanted()) await remote.observe(rows);
  };
  return {
    add: (observation) => {
      batch.push(observation);
      return batch.length >= limit ? flush() : undefined;
    },
    flush,
  };
}

type Placed =
  | { readonly kind: "alert"; readonly alert: ReceivedAlert }
  | { readonly kind: "error"; readonly error: FiredrillError };

/** Gives an alert its row and its times: what it says itself, else the moment it was heard of. */
function placedAlert(
  label: string,
  alert: Omit<RemoteAlert, "stations">,
  shown: RowsShown,
  { clock, clockKind }: SessionContext,
): Placed {
  const isVirtual = clockKind.kind === "virtual";
  const named = alert.atIndex === undefined ? undefined : shown.atMs(alert.atIndex);
  if (alert.atIndex !== undefined && named === undefined)
    return { kind: "error", error: remoteAlertError.unknownRow(label, alert.atIndex, shown.lastIndex()) };
  const saidMs = alert.atMs ?? named;
  if (isVirtual && saidMs === undefined) return { kind: "error", error: remoteAlertError.withoutTime(label) };
  const atIndex = alert.atIndex ?? shown.lastBy(alert.atMs);
  const atMs = saidMs ?? clock.nowMs();
  const receivedMs = isVirtual ? atMs : clock.nowMs();
  const key = alert.key ?? alert.subject ?? "alert";
  return { kind: "alert", alert: { ...withSubject(alert), key, atIndex, atMs, detector: label, receivedMs } };
}

/** What can be wrong with an alert that is well-formed. */
const remoteAlertError = {
  withoutTime: (label: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_WITHOUT_TIME",
      `${label} raised an alert without saying which row it is about, and on the virtual clock arrival means nothing.`,
      'Give the row\'s index or its time, as in {"severity":"error","at":103}, or run on --clock real.',
    ),
  unknownRow: (label: string, index: number, lastIndex: number): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_WITHOUT_OBSERVATION",
      `${label} raised an alert about row ${index}, but the rows that it was shown are 0 to ${lastIndex}.`,
      "Rows are counted from 0, without the header; the log has the index in a column of its own.",
    ),
};

/**
 * The ends of episodes that a detector never told: `windowSize` rows after it was last heard of. A key that it resolves
 * at least once is left to the detector.
 * @param alerts - of one detector, in any order
 */
function resolvedByTime(
  alerts: readonly ReceivedAlert[],
  windowSize: number,
  shown: RowsShown,
): readonly ReceivedAlert[] {
  const keys = new Set(alerts.map(({ key }) => key));
  return [...keys]
    .map((key) => alerts.filter((alert) => alert.key === key))
    .flatMap((ofKey) =>
      ofKey.some(({ state }) => state === "resolved") ? [] : endsOf(ofKey, windowSize, shown),
    );
}

function endsOf(
  firing: readonly ReceivedAlert[],
  windowSize: number,
  shown: RowsShown,
): readonly ReceivedAlert[] {
  const inOrder = firing.toSorted((a, b) => a.atIndex - b.atIndex);
  return inOrder.flatMap((alert, at) => {
    const endIndex = alert.atIndex + windowSize;
    const nextIndex = inOrder[at + 1]?.atIndex ?? Infinity;
    const endMs = shown.atMs(endIndex);
    if (nextIndex <= endIndex || endMs === undefined) return [];
    const { key, severity, detector, subject } = alert;
    const about = subject === undefined ? {} : { subject };
    const when = { atIndex: endIndex, atMs: endMs, receivedMs: endMs };
    return [{ key, severity, detector, ...about, ...when, state: "resolved" as const }];
  });
}

/** When each row that a detector was shown ended. */
interface RowsShown {
  readonly add: (observation: Observation) => void;
  /** -1 before the first row. */
  readonly lastIndex: () => number;
  readonly atMs: (index: number) => number | undefined;
  /**
   * Index of the last row that had ended by then, or of the last one shown when no time is given; 0 when there is none,
   * for an alert may come before the first row.
   */
  readonly lastBy: (atMs: number | undefined) => number;
}

function rowsShown(): RowsShown {
  const atMs: number[] = [];
  return {
    add: (observation) => {
      atMs[observation.index] = observation.atMs;
    },
    lastIndex: () => atMs.length - 1,
    atMs: (index) => atMs[index],
    lastBy: (byMs) => Math.max(0, (byMs === undefined ? atMs.length : countUpTo(atMs, byMs)) - 1),
  };
}
