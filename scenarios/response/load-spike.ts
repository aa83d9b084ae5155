import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const loadSpike: ResponseScenario = {
  source: "response",
  name: "load-spike",
  summary: "Ten times the usual number of requests, answered as fast as usual.",
  modes: { normal: { kind: "normal", delayMs: 10 } },
  pacing: { kind: "poisson", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "normal", requests: 300, ratePerSecond: 50 },
    { mode: "normal", requests: 100 },
  ],
  expect: [
    { detector: "knn", severity: "warning", within: 10 },
    { detector: "threshold", severity: "error", within: 1 },
    { detector: "error-rate", severity: "error", within: 20 },
    { detector: "open-age", severity: "error", within: 1 },
    { detector: "silence", severity: "error", within: 1 },
  ],
};
