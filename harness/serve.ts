import { noRequestBook } from "../domain/request-book.ts";
import type { LoginObservation } from "../domain/observation.ts";
import type { Phase } from "../domain/scenario.ts";
import type { Labelled } from "../domain/truth.ts";
import { prometheusMetrics } from "../mock-server/prometheus-metrics.ts";
import { startMockServer } from "../mock-server/server.ts";
import { aborted } from "./aborted.ts";
import { openLoginLogs } from "./login-logs.ts";
import type { LoginLogPaths } from "./login-logs.ts";
import { newClockOrigin } from "./clock.ts";
import { wallClock } from "./wall-clock.ts";
import type { WallClockKind } from "./wall-clock.ts";
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
 * @throws FiredrillError PORT_IN_USE and what else `startMockServer` throws; LOG_EXISTS, LOG_NOT_WRITABLE
 */
export async function serve(request: ServeSettings): Promise<void> {
  const { clock: kind, signal, onListening, users, loginLogs, ...settings } = request;
  const logs = loginLogs === undefined ? undefined : openLoginLogs(loginLogs);
  const clock = wallClock(kind, newClockOrigin());
  const disk = new AbortController();
  const onRow = (row: Labelled<LoginObservation>): void => {
    try {
      logs?.write(row);
    } catch (error) {
      disk.abort(error);
    }
  };
  try {
    const server = await startMockServer({
      ...settings,
      ...(users === undefined ? {} : { logins: { users, onRow } }),
      clock,
      book: noRequestBook,
      metrics: prometheusMetrics(settings.modes),
    });
    onListening(server.url);
    await aborted(AbortSignal.any([signal, disk.signal]));
    await server.stop();
    disk.signal.throwIfAborted();
  } finally {
    logs?.close();
    await clock.close();
  }
}
