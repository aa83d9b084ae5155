import { untracked } from "../../../../domain/wire/request-tracker.ts";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { exportedMetrics } from "../../../../detector/response/metrics.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { startMockServer } from "../../../../mock-server/server.ts";
import { originalTask } from "../../../../mock-server/sources.ts";

// Starts a Prometheus that scrapes a mock server, reports that, and waits to be killed.
const clock = realClock(newClockOrigin());
const server = await startMockServer({
  host: "127.0.0.1",
  port: 0,
  task: originalTask,
  seed: 1,
  clock,
  tracker: untracked,
  metrics: "eager",
});
const settings = prometheusSettings({ rules: process.argv[2] ?? "" });
const detector = prometheusDetector(
  settings,
  { offsets: "pinned", startTimeoutMs: 60_000, wall: clock },
  exportedMetrics,
);
await detector.start({
  clock,
  clockKind: { kind: "real" },
  seed: 1,
  targetUrl: server.url,
  onAlert: () => undefined,
  onError: () => undefined,
});
process.send?.("started");
