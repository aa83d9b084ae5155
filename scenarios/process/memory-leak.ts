import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const memoryLeak: ProcessScenario = {
  source: "process",
  name: "memory-leak",
  summary: "A process begins to leak a million bytes a second.",
  modes: {
    normal: { kind: "normal", percent: 2 },
    leak: { kind: "leak", mbPerS: 1 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "leak", seconds: 60 },
  ],
  expect: [
    { detector: "process-guard", severity: "error", within: 10 },
    { detector: "cusum", options: { signal: "rssBytes" }, severity: "error", within: 10 },
  ],
};
