import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const clockStep: ResponseScenario = {
  source: "response",
  name: "clock-step",
  summary: "The log's clock jumps back by an hour, and the service stays fast.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    "clock-step": { kind: "clock-step", stepMs: -3_600_000, delayMs: 10 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "clock-step", requests: 150 },
    { mode: "normal", requests: 50 },
  ],
  expect: [{ detector: "silence", severity: "error", within: 1 }],
};
