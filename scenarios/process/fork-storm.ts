import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const forkStorm: ProcessScenario = {
  source: "process",
  name: "fork-storm",
  summary: "A process begins to start twenty processes a second.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    fork: { kind: "fork", perS: 20 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "fork", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [{ detector: "process-guard", severity: "error", within: 2 }],
};
