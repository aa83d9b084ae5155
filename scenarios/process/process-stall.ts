import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const processStall: ProcessScenario = {
  source: "process",
  name: "process-stall",
  summary: "A busy process stops working and keeps what it has.",
  modes: {
    normal: { kind: "normal", percent: 30 },
    stall: { kind: "stall" },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "stall", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [
    { detector: "process-guard", severity: "error", within: 2 },
    { detector: "knn", options: { warning: 5, error: 10 }, severity: "error", within: 3 },
    { detector: "lof", severity: "error", within: 10 },
  ],
};
