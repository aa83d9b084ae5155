import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Phase } from "../../domain/response/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { noRequestBook } from "../../domain/wire/request-book.ts";
import type { LogWriter } from "../../log/files/writer.ts";
import { prometheusMetrics } from "../../mock-server/control/prometheus-metrics.ts";
import { startMockServer } from "../../mock-server/server.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { newClockOrigin, wallClock } from "../clock/clock.ts";
import type { LoginLogPaths } from "../login/logs.ts";
import { checkLoginLogs, openLoginLogs } from "../login/logs.ts";
import { aborted } from "./aborted.ts";
import type { ServerTask } from "./world.ts";

export interface ServeSettings extends ServerTask {
  /** Phases of the recording that any client is to meet. */
  readonly replayed?: readonly Phase[];
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

/**
 * Runs the mock server alone until the signal is aborted; what is in flight is answered first.
 * Where it cannot start, it leaves no log behind.
 * @throws FiredrillError PORT_IN_USE and what else `startMockServer` throws; SAME_FILE_TWICE, LOG_EXISTS, LOG_NOT_WRITABLE
 */
export async function serve(request: ServeSettings): Promise<void> {
  const { clock: kind, signal, onListening, users, loginLogs, ...settings } = request;
  if (loginLogs !== undefined) checkLoginLogs(loginLogs);
  const logs = lateLogs();
  const clock = wallClock(kind, newClockOrigin());
  try {
    const server = await startMockServer({
      ...settings,
      ...(users === undefined ? {} : { logins: { users, onRow: logs.onRow } }),
      clock,
      book: noRequestBook,
      metrics: prometheusMetrics(settings.modes),
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
  readonly onRow: (row: Labelled<LoginObservation>) => void;
  /** Aborted with the error of the disk. */
  readonly broken: AbortSignal;
  readonly close: () => void;
}

function lateLogs(): LateLogs {
  const disk = new AbortController();
  let logs: LogWriter<Labelled<LoginObservation>> | undefined;
  return {
    open: (paths) => (logs = openLoginLogs(paths)),
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
