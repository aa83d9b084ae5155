import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const errorRate: ResponseScenario = {
  source: "response",
  name: "error-rate",
  summary: "The share of errors rises from one answer in a thousand to one in ten.",
  modes: {
    normal: { kind: "lognormal", medianMs: 15, sigma: 0.1 },
    errors: { kind: "errors", status: 503, delayMs: 15 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  noise: { kind: "none" },
  phases: [
    { mode: "errors", requests: 300, share: 0.001, incident: false },
    { mode: "errors", requests: 200, share: 0.1 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 10, outcome: "missed" }],
};
