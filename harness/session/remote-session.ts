import type { ReceivedAlert } from "../../domain/alert.ts";
import { FiredrillError } from "../../domain/error.ts";
import { countUpTo } from "../../domain/numbers/search.ts";
import type { RemoteAlert, RemoteDetector, Station } from "../../domain/remote-detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { isReadableSubject, withSubject } from "../../domain/subject.ts";
import { stripped } from "../../domain/text/printable.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import type { Answer } from "./hindsight.ts";
import { foreknowledge } from "./hindsight.ts";
import type { DetectorSession, SessionContext } from "./local-session.ts";

const batchRows = 512;
const graceMs = 30_000;

/**
 * Runs a remote detector. Its alerts get a row and a time if they have none. An episode that it never resolves is resolved
 * `windowSize` rows after its last alert. On the virtual clock, where all rows are available at once, its alerts are
 * passed on after its end, without those raised in hindsight.
 * @param onAlert - called for each alert
 * @param again - starts the same detector again, if it can run twice. Not called once the detector is trusted
 */
export function remoteSession(
  label: string,
  remote: RemoteDetector,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
  again?: Again,
): DetectorSession {
  if (again !== undefined && context.clockKind.kind === "virtual")
    return checkedSession(label, remote, context, onAlert, again);
  return plainSession(label, remote, context, onAlert);
}

/** Starts the same detector again for a check. */
export interface Again {
  readonly connect: () => RemoteDetector;
  readonly isTrusted: () => boolean;
  readonly trust: () => void;
}

function checkedSession(
  label: string,
  remote: RemoteDetector,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
  again: Again,
): DetectorSession {
  const rows: Observation[] = [];
  const session = plainSession(label, remote, context, () => undefined);
  let alerts: readonly ReceivedAlert[] = [];
  let notes: readonly string[] = [];
  let error: VerdictError | undefined;
  let running: DetectorSession | undefined;
  let isAbandoned = false;
  const rerun = async (shown: readonly Observation[]): Promise<Answer> => {
    if (isAbandoned) return { alerts: [] };
    const fresh = again.connect();
    const other = plainSession(label, fresh, context, () => undefined);
    running = other;
    try {
      await other.start();
      for (const row of shown) await other.observe(row);
      await other.finish();
    } finally {
      await other.abandon();
    }
    return { alerts: other.alerts, error: other.error?.code, session: fresh.session?.() };
  };
  const check = async (): Promise<void> => {
    alerts = session.alerts;
    if (session.error !== undefined || again.isTrusted()) return;
    const knowledge = await foreknowledge(label, rows, alerts, rerun);
    switch (knowledge.kind) {
      case "none":
        if (alerts.length > 0) again.trust();
        return;
      case "error":
        error = {
          code: knowledge.error.code,
          message: `${knowledge.error.message} ${knowledge.error.advice}`,
        };
        return;
      case "hindsight": {
        const late = new Set(knowledge.alerts);
        alerts = alerts.filter((alert) => !late.has(alert));
        notes = [hindsightNote(knowledge.example, knowledge.alerts.length)];
      }
    }
  };
  return {
    ...session,
    observe: (observation) => {
      if (!again.isTrusted()) rows.push(observation);
      return session.observe(observation);
    },
    finish: async () => {
      await session.finish();
      await check();
      for (const alert of alerts) onAlert(alert);
    },
    abandon: async () => {
      isAbandoned = true;
      await Promise.all([session.abandon(), running?.abandon()]);
    },
    get alerts() {
      return alerts;
    },
    get error() {
      return session.error ?? error;
    },
    get notes() {
      return [...notes, ...session.notes];
    },
    get leftRunning() {
      return session.leftRunning ?? [];
    },
  };
}

function hindsightNote(index: number, count: number): string {
  const subject = count === 1 ? "1 alert does" : `${count} alerts do`;
  return `${subject} not count: given only the observations up to ${index}, the program did not raise the alert that it dates to observation ${index} (hindsight).`;
}

function plainSession(
  label: string,
  remote: RemoteDetector,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const shown = rowsShown();
  const received = receivedAlerts(label, shown, context, onAlert);
  const feed = rowFeed(remote, context, () => received.error() === undefined);
  const end = endOnce(remote);
  return {
    label,
    start: () => remote.start({ ...context, onAlert: received.receive, onError: received.fail }),
    elapse: () => undefined,
    observe: (observation) => {
      shown.add(observation);
      received.rowShown();
      return feed.add(observation);
    },
    finish: async () => {
      await feed.flush();
      await end(graceMs);
      received.noMoreRows();
      for (const alert of resolvedByTime(received.alerts, remote.windowSize, shown)) received.keep(alert);
    },
    abandon: () => end(0),
    alerts: received.alerts,
    get error() {
      return received.error();
    },
    get notes() {
      return remote.notes?.() ?? [];
    },
    get leftRunning() {
      return remote.leftRunning?.() ?? [];
    },
    explain: (at, what) => {
      const atMs = "atMs" in at ? at.atMs : shown.atMs(at.atIndex);
      return atMs === undefined ? [] : (remote.explain?.(atMs, what) ?? []);
    },
    prediction: (fault) => remote.prediction?.(fault),
    stationsOf: received.stationsOf,
  };
}

/** Stops the detector once. A stop without grace time interrupts a stop that is still waiting. */
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

interface ReceivedAlerts {
  readonly alerts: readonly ReceivedAlert[];
  readonly receive: (alert: RemoteAlert) => void;
  readonly keep: (alert: ReceivedAlert) => void;
  /** Places early alerts that name the row just shown. */
  readonly rowShown: () => void;
  readonly noMoreRows: () => void;
  readonly fail: (error: FiredrillError) => void;
  readonly error: () => VerdictError | undefined;
  readonly stationsOf: DetectorSession["stationsOf"];
}

function receivedAlerts(
  label: string,
  shown: RowsShown,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): ReceivedAlerts {
  const alerts: ReceivedAlert[] = [];
  const stations = new Map<number, readonly Station[]>();
  const lastOf = new Map<string, string>();
  const openKeys = new Set<string>();
  let early: readonly EarlyAlert[] = [];
  let error: VerdictError | undefined;

  const fail = ({ code, message, advice }: FiredrillError): void => {
    error ??= { code, message: `${message} ${advice}` };
  };
  const keep = (alert: ReceivedAlert): void => {
    alerts.push(alert);
    onAlert(alert);
  };
  const receive = ({ stations: passed, ...alert }: RemoteAlert): void => {
    if (error !== undefined) return;
    const placed = placedAlert(label, alert, shown, context);
    switch (placed.kind) {
      case "error":
        fail(placed.error);
        return;
      case "early":
        early = [...early, { ...placed.early, stations: passed }];
        if (early.length > mostEarly) fail(remoteAlertError.tooManyKeys(label, mostEarly));
        return;
      case "alert":
        take(placed.alert, passed);
    }
  };
  const take = (alert: ReceivedAlert, passed: readonly Station[] | undefined): void => {
    const { key, severity, state, atIndex } = alert;
    // An alert that repeats the last one with its key, about the same row, is ignored.
    const content = `${severity} ${state} ${atIndex}`;
    if (lastOf.get(key) === content) return;
    lastOf.set(key, content);
    if (state === "firing") openKeys.add(key);
    else openKeys.delete(key);
    if (openKeys.size > mostOpenKeys || alerts.length >= mostAlerts) {
      fail(remoteAlertError.tooManyKeys(label, openKeys.size > mostOpenKeys ? mostOpenKeys : mostAlerts));
      return;
    }
    if (passed !== undefined && !stations.has(atIndex)) stations.set(atIndex, passed);
    keep(alert);
  };
  const settle = (isDue: (alert: EarlyAlert) => boolean): void => {
    const due = early.filter(isDue);
    if (due.length === 0) return;
    early = early.filter((alert) => !due.includes(alert));
    for (const alert of due) take(caughtUp(alert, shown), alert.stations);
  };

  return {
    alerts,
    receive,
    keep,
    rowShown: () => settle(({ namedIndex }) => namedIndex <= shown.lastIndex()),
    noMoreRows: () => settle(() => true),
    fail,
    error: () => error,
    stationsOf: (index) => stations.get(index) ?? [],
  };
}

const mostOpenKeys = 100_000;
const mostAlerts = 1_000_000;
const mostEarly = 1000;

/** An alert on a wall clock about a row not shown yet, because its program reads the log faster than the drill. */
interface EarlyAlert {
  /** Dated to the row that was current when it was received. */
  readonly alert: ReceivedAlert;
  readonly namedIndex: number;
  readonly stations?: readonly Station[] | undefined;
}

/** It counts from the row that it names if that row had ended when the alert was received. */
function caughtUp({ alert, namedIndex }: EarlyAlert, shown: RowsShown): ReceivedAlert {
  const endedMs = shown.atMs(namedIndex);
  const existed = endedMs !== undefined && endedMs <= alert.receivedMs;
  return existed ? { ...alert, atIndex: namedIndex } : { ...alert, ...evidenceOf(alert, namedIndex) };
}

interface RowFeed {
  readonly add: (observation: Observation) => Promise<void> | undefined;
  readonly flush: () => Promise<void>;
}

/** Sends rows one by one on wall clocks, and in batches on the virtual clock. */
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
  | { readonly kind: "early"; readonly early: EarlyAlert }
  | { readonly kind: "alert"; readonly alert: ReceivedAlert }
  | { readonly kind: "error"; readonly error: FiredrillError };

/**
 * Gives an alert its row and times. On the virtual clock they are its own. On a wall clock they are those of the row that
 * was current when it was received, and an older row or time that it names becomes part of its evidence.
 */
function placedAlert(
  label: string,
  alert: Omit<RemoteAlert, "stations">,
  shown: RowsShown,
  { clock, clockKind }: SessionContext,
): Placed {
  const { subject } = alert;
  if (subject !== undefined && !isReadableSubject(subject))
    return { kind: "error", error: remoteAlertError.unreadableSubject(label, subject) };
  const key = alert.key ?? subject ?? "alert";
  const base = { ...withSubject({ ...alert, key }), detector: label };
  if (clockKind.kind !== "virtual") {
    const [atIndex, receivedMs] = [shown.lastBy(undefined), clock.nowMs()];
    const current = { ...base, atIndex, atMs: receivedMs, receivedMs };
    const namedIndex = alert.atIndex;
    if (namedIndex === undefined || namedIndex === atIndex) return { kind: "alert", alert: current };
    return namedIndex > shown.lastIndex()
      ? { kind: "early", early: { alert: current, namedIndex } }
      : { kind: "alert", alert: { ...current, ...evidenceOf(alert, namedIndex) } };
  }
  const named = alert.atIndex === undefined ? undefined : shown.atMs(alert.atIndex);
  if (alert.atIndex !== undefined && named === undefined)
    return { kind: "error", error: remoteAlertError.unknownRow(label, alert.atIndex, shown.lastIndex()) };
  const atMs = alert.atMs ?? named;
  if (atMs === undefined) return { kind: "error", error: remoteAlertError.withoutTime(label) };
  const atIndex = alert.atIndex ?? shown.lastBy(alert.atMs);
  return { kind: "alert", alert: { ...base, atIndex, atMs, receivedMs: atMs } };
}

function evidenceOf(
  { evidence }: Pick<RemoteAlert, "evidence">,
  namedIndex: number,
): Pick<RemoteAlert, "evidence"> {
  const named = `names observation ${namedIndex}`;
  return { evidence: evidence === undefined ? named : `${evidence} (${named})` };
}

/** Errors of a well-formed alert. */
const remoteAlertError = {
  withoutTime: (label: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_WITHOUT_TIME",
      `${label} raised an alert without an observation, which the virtual clock requires.`,
      'Give the index or time of the observation, as in {"severity":"error","at":103}, or run on --clock real.',
    ),
  tooManyKeys: (label: string, limit: number): FiredrillError =>
    new FiredrillError(
      "drill",
      "TOO_MANY_ALERTS",
      `${label} raised more than ${limit.toLocaleString("en-US")} different or simultaneously open alerts.`,
      "Use one key for alerts about the same thing, and resolve them when they are over.",
    ),
  unreadableSubject: (label: string, subject: string): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_NOT_UNDERSTOOD",
      `${label} raised an alert about ${JSON.stringify(stripped(subject, 60))}, which is no address.`,
      'After "ip:" a subject has an IPv4 or IPv6 address; a host is "host:" and its name.',
    ),
  unknownRow: (label: string, index: number, lastIndex: number): FiredrillError =>
    new FiredrillError(
      "drill",
      "ALERT_WITHOUT_OBSERVATION",
      lastIndex < 0
        ? `${label} raised an alert about observation ${index} before it received any.`
        : `${label} raised an alert about observation ${index}, but it received only 0 to ${lastIndex}.`,
      "Observations are counted from 0, without the header; the log has a column with the index.",
    ),
};

/**
 * Resolves episodes that a detector never resolves, `windowSize` rows after their last alert. A key that the detector
 * resolves at least once is left to it.
 * @param alerts - of one detector, in any order
 */
function resolvedByTime(
  alerts: readonly ReceivedAlert[],
  windowSize: number,
  shown: RowsShown,
): readonly ReceivedAlert[] {
  const byKey = new Map<string, ReceivedAlert[]>();
  for (const alert of alerts) {
    const ofKey = byKey.get(alert.key);
    if (ofKey === undefined) byKey.set(alert.key, [alert]);
    else ofKey.push(alert);
  }
  return [...byKey.values()].flatMap((ofKey) =>
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

/** The time of each row that a detector has received. */
interface RowsShown {
  readonly add: (observation: Observation) => void;
  /** -1 before the first row. */
  readonly lastIndex: () => number;
  readonly atMs: (index: number) => number | undefined;
  /**
   * Index of the last row up to that time, or of the last row if no time is given. 0 if there is none, since an alert may
   * come before the first row.
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
