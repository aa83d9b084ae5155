import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const slowTail: ResponseScenario = {
  source: "response",
  name: "slow-tail",
  summary: "The median stays the same, and one answer in a hundred takes a second.",
  modes: {
    normal: { kind: "percentiles", p50Ms: 20, p90Ms: 40, p99Ms: 80 },
    "slow-tail": { kind: "percentiles", p50Ms: 20, p90Ms: 150, p99Ms: 1000 },
  },
  pacing: { kind: "constant", ratePerSecond: 10 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "slow-tail", requests: 300 },
    { mode: "normal", requests: 100 },
  ],
  expect: [{ detector: "threshold", severity: "error", within: 100 }],
};
