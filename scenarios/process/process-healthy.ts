import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const processHealthy: ProcessScenario = {
  source: "process",
  name: "process-healthy",
  summary: "Ten minutes of a process at work, without a fault.",
  modes: { normal: { kind: "normal", percent: 2 } },
  phases: [{ mode: "normal", seconds: 600 }],
  expect: [
    { detector: "process-guard", severity: "error", within: 2 },
    { detector: "threshold", options: { limit: 5 }, severity: "error", within: 2 },
    { detector: "knn", options: { warning: 3, error: 5 }, severity: "error", within: 2 },
    { detector: "lof", severity: "error", within: 10 },
  ],
};
