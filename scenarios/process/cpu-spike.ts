import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const cpuSpike: ProcessScenario = {
  source: "process",
  name: "cpu-spike",
  summary: "A process that uses 2 % of a core starts to burn 80 %.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    burn: { kind: "burn", percent: 80 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "burn", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [
    { detector: "process-guard", severity: "error", within: 2 },
    { detector: "threshold", options: { limit: 5 }, severity: "error", within: 2 },
    { detector: "knn", options: { warning: 3, error: 5 }, severity: "error", within: 2 },
  ],
};
