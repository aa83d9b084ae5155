import type { ProcessScenario } from "../../domain/process/scenario.ts";

export const processHang: ProcessScenario = {
  source: "process",
  name: "process-hang",
  summary: "The main thread of a busy process sleeps in a call and answers nothing.",
  modes: {
    normal: { kind: "normal", percent: 10 },
    hang: { kind: "hang", percent: 0 },
  },
  phases: [
    { mode: "normal", seconds: 120 },
    { mode: "hang", seconds: 20 },
    { mode: "normal", seconds: 20 },
  ],
  expect: [{ detector: "process-guard", severity: "error", within: 2 }],
};
