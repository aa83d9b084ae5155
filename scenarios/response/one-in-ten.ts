import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const oneInTen: ResponseScenario = {
  source: "response",
  name: "one-in-ten",
  summary: "One answer in ten is slower by five standard deviations; the others are unchanged.",
  modes: {
    normal: { kind: "lognormal", medianMs: 15, sigma: 0.1 },
    slow: { kind: "lognormal", medianMs: 24.731, sigma: 0.1 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  noise: { kind: "none" },
  phases: [
    { mode: "normal", requests: 300 },
    { mode: "slow", requests: 200, share: 0.1 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 10, outcome: "missed" }],
};
