import type { RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../../domain/remote-detector.ts";
import { mistake } from "./mistakes.ts";
import { predict } from "./prediction.ts";
import { realPrometheus } from "./real-prometheus.ts";
import type { RunSettings } from "./real-prometheus.ts";
import type { PrometheusSettings } from "./settings.ts";
import { virtualPrometheus } from "./virtual-prometheus.ts";

/**
 * Alerting rules evaluated by Prometheus itself: on the virtual clock by promtool on simulated scrapes, on the real
 * clock by a Prometheus that scrapes the mock server.
 */
export function prometheusDetector(settings: PrometheusSettings, run: RunSettings): RemoteDetector {
  const stopped = new AbortController();
  let starting: Promise<Engine> | undefined;
  return {
    name: "prometheus",
    windowSize: remoteWindowSize,
    start: async (context) => {
      starting = startEngine(settings, run, context, stopped.signal);
      await starting;
    },
    observe: async (rows) => (await starting)?.observe(rows),
    stop: async (graceMs) => {
      if (graceMs === 0) stopped.abort();
      // `start` has already thrown the error.
      const engine = await starting?.catch(() => undefined);
      await engine?.stop(graceMs);
    },
    prediction: (fault) => predict(settings, fault),
  };
}

type Engine = Pick<RemoteDetector, "observe" | "stop">;

/** @param stopped - aborted to cancel the start, which then fails */
async function startEngine(
  settings: PrometheusSettings,
  run: RunSettings,
  context: RemoteContext,
  stopped: AbortSignal,
): Promise<Engine> {
  switch (context.clockKind.kind) {
    case "virtual":
      return virtualPrometheus(settings, run, context);
    case "real":
      return realPrometheus(settings, run, context, stopped);
    case "scaled":
      throw mistake.needsRealTime(context.clockKind.factor);
  }
}
