import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const brownout: ResponseScenario = {
  source: "response",
  name: "brownout",
  summary: "The service handles 16 requests a second and receives 20, so that a queue grows.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    brownout: { kind: "brownout", serviceMs: 60, capacity: 1 },
  },
  pacing: { kind: "constant", ratePerSecond: 20 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "brownout", requests: 200 },
    { mode: "normal", requests: 100 },
  ],
  expect: [
    { detector: "knn", severity: "error", within: 30 },
    { detector: "threshold", severity: "error", within: 30 },
  ],
};
