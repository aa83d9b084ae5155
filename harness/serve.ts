import { noRequestBook } from "../domain/request-book.ts";
import type { Phase } from "../domain/scenario.ts";
import { prometheusMetrics } from "../mock-server/prometheus-metrics.ts";
import { startMockServer } from "../mock-server/server.ts";
import { aborted } from "./aborted.ts";
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
  /** Told once the server answers. */
  readonly onListening: (url: string) => void;
}

/**
 * Runs the mock server alone until the signal is aborted; what is in flight is answered first.
 * @throws FiredrillError PORT_IN_USE and what else `startMockServer` throws
 */
export async function serve({ clock: kind, signal, onListening, ...settings }: ServeSettings): Promise<void> {
  const clock = wallClock(kind, newClockOrigin());
  try {
    const server = await startMockServer({
      ...settings,
      clock,
      book: noRequestBook,
      metrics: prometheusMetrics(settings.modes),
    });
    onListening(server.url);
    await aborted(signal);
    await server.stop();
  } finally {
    await clock.close();
  }
}
