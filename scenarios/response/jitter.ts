import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const jitter: ResponseScenario = {
  source: "response",
  name: "jitter",
  summary: "The mean response time stays the same; its variance becomes four times as large.",
  modes: {
    normal: { kind: "jitter", meanMs: 100, sdMs: 20 },
    jitter: { kind: "jitter", meanMs: 100, sdMs: 40 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 200 },
    { mode: "jitter", requests: 200 },
    { mode: "normal", requests: 100 },
  ],
  expect: [
    {
      detector: "knn",
      options: { window: 20, reference: 150, warning: 0.14, error: 0.14 },
      severity: "error",
      within: 100,
    },
  ],
};
