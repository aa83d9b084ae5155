import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const variance: ResponseScenario = {
  source: "response",
  name: "variance",
  summary: "The median response time stays the same; the standard deviation of its logarithm doubles.",
  modes: {
    normal: { kind: "lognormal", medianMs: 15, sigma: 0.1 },
    wide: { kind: "lognormal", medianMs: 15, sigma: 0.2 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  noise: { kind: "none" },
  phases: [
    { mode: "normal", requests: 300 },
    { mode: "wide", requests: 200 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 10, outcome: "missed" }],
};
