import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const heavyTail: ResponseScenario = {
  source: "response",
  name: "heavy-tail",
  summary: "Answers take 60 ms and occasionally 200 ms, which is normal for this service.",
  modes: { normal: { kind: "lognormal", medianMs: 60, sigma: 0.5 } },
  pacing: { kind: "closed", waitMs: 200 },
  phases: [{ mode: "normal", requests: 400 }],
  expect: [
    { detector: "knn", severity: "warning", within: 10 },
    { detector: "threshold", options: { for: 3 }, severity: "error", within: 3 },
    { detector: "error-rate", severity: "error", within: 20 },
    { detector: "silence", severity: "error", within: 1 },
  ],
};
