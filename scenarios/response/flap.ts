import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const flap: ResponseScenario = {
  source: "response",
  name: "flap",
  summary: "Slow for one second, fast for four, repeatedly: too short for a rule that waits.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    flap: { kind: "flap", slowDelayMs: 400, slowForMs: 1000, delayMs: 10, fastForMs: 4000 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "flap", requests: 150 },
    { mode: "normal", requests: 50 },
  ],
  expect: [
    { detector: "knn", severity: "error", within: 10 },
    { detector: "threshold", options: { for: 10 }, severity: "error", within: 150, outcome: "missed" },
  ],
};
