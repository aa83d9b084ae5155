import type { ReceivedAlert } from "../../domain/alert.ts";
import { reaches } from "../../domain/alert.ts";
import { lineFor, timeBoundMs } from "../../domain/gate.ts";
import { isRemote } from "../session/definition.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Counters } from "../../domain/wire/metrics.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import type { Verdict, VerdictError } from "../../domain/verdict.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { checkLogFormat, observedFormat } from "../../log/sources.ts";
import { localOffsetMs } from "../clock/clock.ts";
import type { DetectorSession, SessionContext } from "../session/local-session.ts";
import { harnessKit } from "../sources.ts";
import { setupsFor } from "../session/models.ts";
import type { Sessions } from "../session/sessions.ts";
import { sessionsFor } from "../session/sessions.ts";
import { playDrill } from "../world/play.ts";
import { virtualWire } from "../world/virtual-wire.ts";
import { wallWire } from "../world/wall-wire.ts";
import type { World } from "../world/world.ts";
import type { DrillFiles } from "./drill-files.ts";
import { drillFiles } from "./drill-files.ts";
import type { DrillRecord } from "./drill-record.ts";
import { drillRecord } from "./drill-record.ts";
import type { Feed } from "./feed.ts";
import { startFeed } from "./feed.ts";
import type { DetectorGate } from "./gates.ts";
import { interrupted } from "./interrupted.ts";
import { judgeDrill, setupOf } from "./judge.ts";

/** Progress of a drill. */
export type DrillEvent =
  | {
      readonly kind: "started";
      readonly serverUrl: string;
      /** Opens the server's journal and state. */
      readonly token?: string;
      /** How many rows there will be. A function, because it may run a simulation. */
      readonly expectedRows: () => number;
      readonly folder?: string;
    }
  | ({ readonly kind: "row" } & Labelled)
  | { readonly kind: "alert"; readonly alert: ReceivedAlert }
  /** A detector is still at work after the last row. */
  | { readonly kind: "progress"; readonly text: string };

export interface DrillSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: ClockKind;
  /** Whether what only tracing can measure is traced, on the real clock. Default: it is not measured. */
  readonly tracing?: "traced";
  /** On wall clocks, modes can be forced by hand, including some that the scenario does not have. Default: its own only. */
  readonly byHand?: true;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
  readonly logFormat: LogFormat;
  /** Where the run folder is made. Without it nothing is kept. */
  readonly outDir?: string;
  /** The command that plays this drill again, for its verdict. */
  readonly replay?: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: DrillEvent) => void;
}

export interface DrillResult {
  readonly verdict: Verdict;
  readonly trace: DrillTrace;
  /** Path of the run folder. */
  readonly folder?: string;
}

/**
 * One run of one scenario against its detectors.
 * @throws FiredrillError NOT_A_LOG_FORMAT, of kind `drill` if it could not run, INTERRUPTED if the signal was aborted. All started processes
 * have ended then, and the written files are valid
 */
export async function drill(settings: DrillSettings): Promise<DrillResult> {
  checkLogFormat(settings.scenario.source, settings.logFormat);
  const files = drillFiles(settings);
  try {
    const world = await worldFor(settings, files);
    try {
      return await drillIn(world, files, settings);
    } finally {
      await world.stop();
    }
  } finally {
    files.close();
  }
}

async function worldFor(
  { scenario, seed, clock, gates, tracing, byHand }: DrillSettings,
  { labels }: DrillFiles,
): Promise<World> {
  switch (clock.kind) {
    case "virtual":
      return virtualWire({ scenario, seed });
    case "real":
    case "scaled":
      return wallWire(
        {
          scenario,
          seed,
          counters: countersFor(gates),
          ...(tracing === undefined ? {} : { tracing }),
          ...(byHand === undefined ? {} : { byHand }),
          ...(labels === undefined ? {} : { heirloom: labels }),
        },
        clock,
      );
  }
}

/** One server counts for all detectors. @throws FiredrillError COUNTERS_DIFFER */
function countersFor(gates: readonly DetectorGate[]): Counters {
  const asked = new Set(
    gates.flatMap(({ definition, gate }) =>
      "counters" in definition && definition.counters !== undefined
        ? [definition.counters(gate.options)]
        : [],
    ),
  );
  const [counters = "eager"] = asked;
  if (asked.size < 2) return counters;
  throw new FiredrillError(
    "usage",
    "COUNTERS_DIFFER",
    "One mock server cannot have both eager and lazy counters.",
    "Use --clock virtual, where each detector has its own, or give all of them the same counters=.",
  );
}

async function drillIn(world: World, files: DrillFiles, settings: DrillSettings): Promise<DrillResult> {
  const { scenario, seed, clock, logFormat, onEvent } = settings;
  const { folder } = files;
  const saved = folder === undefined ? {} : { folder };
  onEvent({
    kind: "started",
    serverUrl: world.serverUrl,
    ...(world.token === undefined ? {} : { token: world.token }),
    expectedRows: () => harnessKit(scenario.source).play.expectedRows(scenario, seed),
    ...saved,
  });
  const sessions = sessionsIn(world, files, settings);
  const record = drillRecord({ scenario, kind: clock, clock: world.clock, logFormat });
  const feed = startFeed({
    ...files,
    lines: observedFormat(scenario.source, logFormat, localOffsetMs),
    kind: clock,
    clock: world.clock,
    sessions: sessions.all,
    record,
  });
  try {
    const error = await withSessions(sessions.all, settings.signal, async () => {
      const distrust = await playRecorded(world, files, record, feed, settings);
      await feed.drain();
      await finishSessions(world, record, sessions, settings);
      return distrust;
    });
    const judged = judgeDrill({ ...settings, measured: world.measured() }, sessions, record, error);
    await files.finish(judged);
    return { ...judged, ...saved };
  } catch (error) {
    if (!settings.signal.aborted) throw error;
    await Promise.all(sessions.all.map((session) => session.abandon()));
    throw interrupted(
      folder,
      sessions.all.flatMap((session) => session.leftRunning ?? []),
    );
  } finally {
    try {
      await feed.stop();
    } finally {
      await Promise.all(sessions.all.map((session) => session.abandon()));
    }
  }
}

const boundsPollMs = 20;

/**
 * Ends the detectors. A deadline in time can outlast the log: on a wall clock a detector outside this process keeps what is
 * left of it, until it alerts. One that reads its input to the end gets the end at once.
 */
async function finishSessions(
  { clock }: World,
  record: DrillRecord,
  { all, of }: Sessions,
  { gates, clock: { kind }, signal, onEvent }: DrillSettings,
): Promise<void> {
  const { incidents } = record.key();
  const bounds = gates.flatMap((one) => {
    const { definition, gate } = one;
    if (kind === "virtual" || !isRemote(definition) || definition.isRepeatable) return [];
    return incidents.map(({ incident: { kind: incidentKind, fromMs } }) => {
      const boundMs = timeBoundMs(lineFor(gate, incidentKind)?.within ?? gate.windowSize) ?? 0;
      return { session: of(setupOf(one)), severity: gate.severity, fromMs, dueMs: fromMs + boundMs };
    });
  });
  const openUntilMs = (session: DetectorSession): number =>
    bounds.reduce((latest, { session: owner, severity, fromMs, dueMs }) => {
      const isNoticed = session.alerts.some(
        (alert) =>
          alert.state === "firing" && alert.receivedMs >= fromMs && reaches(alert.severity, severity),
      );
      const isOver = owner !== session || isNoticed || session.error !== undefined;
      return isOver ? latest : Math.max(latest, dueMs);
    }, -Infinity);
  const waitMs = Math.max(-Infinity, ...all.map(openUntilMs)) - clock.nowMs();
  if (waitMs > 0) {
    const text = `all requests are answered; waiting up to ${Math.ceil(waitMs / 1000)} s of the drill for alerts within the deadline`;
    onEvent({ kind: "progress", text });
  }
  await Promise.all(
    all.map(async (session) => {
      while (openUntilMs(session) > clock.nowMs() && !signal.aborted)
        await clock.sleepUntilMs(Math.min(clock.nowMs() + boundsPollMs, openUntilMs(session)));
      await session.finish();
    }),
  );
}

function sessionsIn(world: World, files: DrillFiles, settings: DrillSettings): Sessions {
  const { scenario, gates, seed, onEvent } = settings;
  const onAlert = (alert: ReceivedAlert): void => {
    files.alert(alert);
    onEvent({ kind: "alert", alert });
  };
  const setups = setupsFor(gates, scenario, seed);
  return sessionsFor(setups, scenario.source, contextIn(world, files, settings), onAlert);
}

/** Remote detectors may take long to start, observe and stop. Ctrl-C does not wait for them. */
async function withSessions<T>(
  sessions: readonly DetectorSession[],
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const abandon = (): void => void Promise.all(sessions.map((session) => session.abandon()));
  signal.addEventListener("abort", abandon, { once: true });
  try {
    await Promise.all(sessions.map((session) => session.start()));
    signal.throwIfAborted();
    const done = await work();
    signal.throwIfAborted();
    return done;
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** Remote detectors get the paths of the log and the server only on wall clocks. */
function contextIn(
  { clock, serverUrl }: World,
  { observedPath }: DrillFiles,
  { clock: clockKind, seed, onEvent }: DrillSettings,
): SessionContext {
  const onProgress = (text: string): void => onEvent({ kind: "progress", text });
  const base = { clock, clockKind, seed, onProgress, keepsScores: true } as const;
  if (clockKind.kind === "virtual") return base;
  return { ...base, targetUrl: serverUrl, ...(observedPath === undefined ? {} : { logPath: observedPath }) };
}

/** @returns why the drill cannot be trusted, as `playDrill` does */
function playRecorded(
  world: World,
  files: DrillFiles,
  record: DrillRecord,
  feed: Feed,
  settings: DrillSettings,
): Promise<VerdictError | undefined> {
  return playDrill(world, settings, (played) => {
    const { row } = played;
    if (row !== undefined) files.row(row);
    record.add(played);
    if (row === undefined) return;
    settings.onEvent({ kind: "row", ...row });
    feed.offer(row.observation);
  });
}
