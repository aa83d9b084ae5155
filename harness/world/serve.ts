import type { Scenario } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import { noRequestBook } from "../../domain/wire/request-book.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import { startMockServer } from "../../mock-server/server.ts";
import type { ServerTask } from "../../mock-server/sources.ts";
import { originalTask, serverKit } from "../../mock-server/sources.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { newClockOrigin, wallClock } from "../clock/clock.ts";
import type { LoginLogPaths } from "../login/logs.ts";
import { checkLoginLogs, openLoginLogs } from "../login/logs.ts";
import { aborted } from "./aborted.ts";

export interface ServeSettings {
  readonly task: ServerTask;
  readonly host: string;
  /** 0: the system chooses one. */
  readonly port: number;
  readonly seed: number;
  readonly clock: WallClockKind;
  readonly signal: AbortSignal;
  /** Where the attempts to log in go, when somebody may log in. */
  readonly loginLogs?: LoginLogPaths;
  /** Told once the server answers. */
  readonly onListening: (url: string) => void;
}

/** What a server that runs alone is to do. */
export interface ServedWork {
  /** Default: the modes of the original. */
  readonly scenario: Scenario | undefined;
  readonly seed: number;
  /** Whether it stands in for the server that the scenario was recorded from. */
  readonly plays: "modes" | "recording";
  /** How many requests are served at once, a whole number from 1. Default: as the scenario says. */
  readonly capacity: number | undefined;
}

/** @returns undefined where nothing is recorded */
export function taskToServe({ scenario, seed, plays, capacity }: ServedWork): ServerTask | undefined {
  const task = scenario === undefined ? originalTask : taskIn(scenario, seed, plays);
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
 * Runs the mock server alone until the signal is aborted; what is in flight is answered first.
 * Where it cannot start, it leaves no log behind.
 * @throws FiredrillError PORT_IN_USE and what else `startMockServer` throws; SAME_FILE_TWICE, LOG_EXISTS, LOG_NOT_WRITABLE
 */
export async function serve(request: ServeSettings): Promise<void> {
  const { clock: kind, signal, onListening, loginLogs, ...settings } = request;
  if (loginLogs !== undefined) checkLoginLogs(loginLogs);
  const logs = lateLogs(settings.task);
  const clock = wallClock(kind, newClockOrigin());
  try {
    const server = await startMockServer({
      ...settings,
      onRow: logs.onRow,
      clock,
      book: noRequestBook,
      metrics: "prometheus",
    });
    try {
      // Nothing has been asked yet: no event was taken since the server listens.
      if (loginLogs !== undefined) logs.open(loginLogs);
      onListening(server.url);
      await aborted(AbortSignal.any([signal, logs.broken]));
    } finally {
      await server.stop();
      logs.close();
    }
    logs.broken.throwIfAborted();
  } finally {
    await clock.close();
  }
}

/** Logs that are begun when it is sure that there is a server. */
interface LateLogs {
  readonly open: (paths: LoginLogPaths) => void;
  readonly onRow: (row: Labelled) => void;
  /** Aborted with the error of the disk. */
  readonly broken: AbortSignal;
  readonly close: () => void;
}

function lateLogs({ source }: ServerTask): LateLogs {
  const disk = new AbortController();
  let logs: LogWriter<Labelled> | undefined;
  return {
    open: (paths) => (logs = openLoginLogs(source, paths)),
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
