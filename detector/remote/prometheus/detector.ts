import type { RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../../domain/remote-detector.ts";
import type { Engine } from "./engine.ts";
import { mistake } from "./mistakes.ts";
import { predict } from "./prediction.ts";
import { realPrometheus } from "./real-prometheus.ts";
import type { RunSettings } from "./real-prometheus.ts";
import type { PrometheusSettings } from "./settings.ts";
import type { ExportedMetric } from "../../source.ts";
import { simulatedInstance } from "../../source.ts";
import { checkAlerts } from "./silent-rules.ts";
import { virtualPrometheus } from "./virtual-prometheus.ts";

/**
 * Alerting rules evaluated by Prometheus itself: on the virtual clock by promtool on simulated scrapes, on the real
 * clock by a Prometheus that scrapes the mock server.
 * @param metrics - what the mock server can export
 */
export function prometheusDetector(
  settings: PrometheusSettings,
  run: RunSettings,
  metrics: readonly ExportedMetric[],
): RemoteDetector {
  const stopped = new AbortController();
  let starting: Promise<Engine> | undefined;
  let notes: readonly string[] = [];
  let running: Engine | undefined;

  const start = async (context: RemoteContext): Promise<Engine> => {
    switch (context.clockKind.kind) {
      case "virtual":
        notes = checkAlerts(settings, { clock: "virtual", metrics, instance: simulatedInstance });
        return virtualPrometheus(settings, run, context, stopped.signal);
      case "real":
        notes = checkAlerts(settings, { clock: "real", metrics, instance: hostOf(context) });
        return realPrometheus(settings, run, context, stopped.signal);
      case "scaled":
        throw mistake.needsRealTime(context.clockKind.factor);
    }
  };

  return {
    name: "prometheus",
    windowSize: remoteWindowSize,
    start: async (context) => {
      starting = start(context);
      running = await starting;
    },
    observe: async (rows) => (await starting)?.observe(rows),
    stop: async (graceMs) => {
      if (graceMs === 0) stopped.abort();
      // `start` has already thrown the error.
      const engine = await starting?.catch(() => undefined);
      await engine?.stop(graceMs);
    },
    notes: () => [...notes, ...(running?.notes() ?? [])],
    explain: (atMs, what) => running?.explain(atMs, what) ?? [],
    prediction: (fault) => predict(settings, fault),
  };
}

/** Host and port of the mock server; empty without one. */
function hostOf({ targetUrl }: Pick<RemoteContext, "targetUrl">): string {
  return targetUrl === undefined ? "" : new URL(targetUrl).host;
}
