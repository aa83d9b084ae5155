import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const blackhole: ResponseScenario = {
  source: "response",
  name: "blackhole",
  summary: "One connection in three is cut, as quickly as the others are answered.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    blackhole: { kind: "blackhole", delayMs: 10 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "blackhole", requests: 150, share: 0.33 },
    { mode: "normal", requests: 100 },
  ],
  expect: [{ detector: "error-rate", severity: "error", within: 3 }],
};
