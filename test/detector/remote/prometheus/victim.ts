import { originalModes } from "../../../../domain/response/mode.ts";
import { noRequestBook } from "../../../../domain/wire/request-book.ts";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { prometheusMetrics } from "../../../../mock-server/control/prometheus-metrics.ts";
import { startMockServer } from "../../../../mock-server/server.ts";

// Starts a Prometheus that scrapes a mock server, says so, and waits for its end.
const clock = realClock(newClockOrigin());
const server = await startMockServer({
  host: "127.0.0.1",
  port: 0,
  modes: originalModes,
  seed: 1,
  clock,
  book: noRequestBook,
  metrics: prometheusMetrics(originalModes),
});
const settings = prometheusSettings({ rules: process.argv[2] ?? "" });
const detector = prometheusDetector(settings, { phases: "pinned", startTimeoutMs: 20_000, wall: clock });
await detector.start({
  clock,
  clockKind: { kind: "real" },
  seed: 1,
  targetUrl: server.url,
  onAlert: () => undefined,
  onError: () => undefined,
});
process.send?.("started");
