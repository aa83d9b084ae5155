import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const networkBurst: ProcessScenario = {
  source: "process",
  name: "network-burst",
  summary: "A process begins to receive 50 million bytes a second.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    receive: { kind: "receive", mbPerS: 50 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "receive", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [{ detector: "process-guard", severity: "error", within: 2 }],
};
