import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const slowRamp: ResponseScenario = {
  source: "response",
  name: "slow-ramp",
  summary: "Each answer of a service with a wide spread is 2 % slower than the previous one.",
  modes: {
    normal: { kind: "lognormal", medianMs: 100, sigma: 0.5 },
    ramp: { kind: "ramp", medianMs: 100, sigma: 0.5, percent: 2 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  noise: { kind: "none" },
  phases: [
    { mode: "normal", requests: 300 },
    { mode: "ramp", requests: 150 },
  ],
  expect: [
    { detector: "focus", severity: "error", within: 60 },
    { detector: "knn", options: { warning: 2, error: 2 }, severity: "error", within: 120 },
  ],
};
