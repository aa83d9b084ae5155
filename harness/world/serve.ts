import type { Counters } from "../../domain/wire/metrics.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit, logSources } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import type { JournalEntry } from "../../mock-server/control/journal.ts";
import { startMockServer } from "../../mock-server/server.ts";
import type { ServerTask } from "../../mock-server/sources.ts";
import { chosenByHand, originalTask, serverKit } from "../../mock-server/sources.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { machineOn, newClockOrigin, wallClock } from "../clock/clock.ts";
import type { LogPair } from "../files/log-pair.ts";
import { beginLogPair, checkLogPair } from "../files/log-pair.ts";
import type { Writer } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { aborted } from "./aborted.ts";

export interface ServeSettings {
  readonly task: ServerTask;
  readonly host: string;
  /** 0 lets the system choose one. */
  readonly port: number;
  readonly seed: number;
  readonly clock: WallClockKind;
  /** Origins of web pages that may send requests, as browsers name them. Default: none. */
  readonly allowOrigins?: readonly string[];
  readonly counters: Counters;
  /** Default: what only tracing can measure is not measured. */
  readonly tracing?: "traced";
  readonly signal: AbortSignal;
  /** Logs of the rows that the server writes. */
  readonly logs?: LogPair;
  /** Called when a request has ended. */
  readonly onRequest?: (entry: JournalEntry) => void;
  /** Called once the server answers. */
  readonly onListening: (url: string) => void;
  /** Called at the end: how the rows were measured, one sentence at a time. */
  readonly onMeasured: (sentence: string) => void;
}

/** What `firedrill serve` serves. */
export interface ServedWork {
  /** Default: the modes of the original. */
  readonly scenario: Scenario | undefined;
  readonly seed: number;
  /** `recording`: replays the server that the scenario was recorded from. */
  readonly plays: "modes" | "recording";
  /** How many requests are served at once, a whole number from 1. Default: the scenario's capacity. */
  readonly capacity: number | undefined;
  /** Modes can be forced by hand, including some that the scenario does not have. */
  readonly byHand?: true;
}

/** @returns undefined if the scenario has no recording to play */
export function taskToServe({ scenario, seed, plays, capacity, byHand }: ServedWork): ServerTask | undefined {
  const own = scenario === undefined ? originalTask : taskIn(scenario, seed, plays);
  const task = own === undefined || byHand === undefined ? own : chosenByHand(own);
  return task === undefined || capacity === undefined
    ? task
    : serverKit(task.source).limitedTo(task, capacity);
}

function taskIn(scenario: Scenario, seed: number, plays: ServedWork["plays"]): ServerTask | undefined {
  const kit = serverKit(scenario.source);
  switch (plays) {
    case "modes":
      return kit.taskOf(scenario, seed);
    case "recording":
      return kit.replayOf(scenario);
  }
}

/**
 * Runs the mock server until the signal is aborted, then answers the requests in flight. If it cannot start, it creates no
 * log.
 * @throws FiredrillError PORT_IN_USE and what else `startMockServer` throws; SAME_FILE_TWICE, LOG_EXISTS, LOG_NOT_WRITABLE
 */
export async function serve(request: ServeSettings): Promise<void> {
  const {
    clock: kind,
    signal,
    onListening,
    onMeasured,
    logs: pair,
    counters,
    tracing,
    ...settings
  } = request;
  if (pair !== undefined) checkLogPair(pair);
  const logs = lateLogs();
  const clock = wallClock(kind, newClockOrigin());
  try {
    const server = await startMockServer({
      ...settings,
      onRow: logs.onRow,
      clock,
      tracker: untracked,
      machine: machineOn(kind, tracing),
      metrics: counters,
    });
    try {
      // No request can have arrived yet: the event loop has not turned since the server listens.
      if (pair !== undefined) logs.open(pair);
      onListening(server.url);
      await aborted(AbortSignal.any([signal, logs.broken]));
    } finally {
      for (const sentence of server.measured()) onMeasured(sentence);
      await server.stop();
      logs.close();
    }
    logs.broken.throwIfAborted();
  } finally {
    await clock.close();
  }
}

/** Logs that are created once the server listens. */
interface LateLogs {
  readonly open: (pair: LogPair) => void;
  readonly onRow: (row: Labelled) => void;
  /** Aborted with the write error. */
  readonly broken: AbortSignal;
  readonly close: () => void;
}

function lateLogs(): LateLogs {
  const disk = new AbortController();
  let logs: LogWriter<Labelled> | undefined;
  return {
    open: (pair) => (logs = beginLogPair(pair)),
    onRow: (row) => {
      try {
        logs?.write(row);
      } catch (error) {
        disk.abort(error);
      }
    },
    broken: disk.signal,
    close: () => logs?.close(),
  };
}

/** Where the user wants the server's observed and labelled logs. */
export interface ServerLogPaths {
  readonly log: string | undefined;
  readonly labels: string | undefined;
  readonly logFormat: LogFormat;
}

/**
 * The logs of a server that serves the scenario.
 * @returns undefined if it writes none
 * @throws FiredrillError LOG_WRITTEN_BY_CLIENT if the user wants one that the client writes
 */
export function serverLogs(
  scenario: Scenario | undefined,
  { log, labels, logFormat }: ServerLogPaths,
): LogPair | undefined {
  const kit = scenario === undefined ? undefined : harnessKit(scenario.source).play;
  if (scenario !== undefined && kit?.writer.kind === "server")
    return {
      source: scenario.source,
      observedPath: log ?? kit.defaultLogPath,
      format: logFormat,
      ...(labels === undefined ? {} : { labelledPath: labels }),
      bufferBytes: 0,
    };
  if (log === undefined && labels === undefined) return undefined;
  throw new FiredrillError(
    "usage",
    "LOG_WRITTEN_BY_CLIENT",
    `The server cannot write --log or --labels here: the client writes the log of ${logsWrittenBy("client").join(" and ")}.`,
    `Give --log and --labels to firedrill play, or serve a scenario of ${logsWrittenBy("server").join(" or ")}.`,
  );
}

function logsWrittenBy(writer: Writer["kind"]): readonly string[] {
  return logSources
    .filter((source) => harnessKit(source).play.writer.kind === writer)
    .map((source) => domainKit(source).nouns.log);
}
