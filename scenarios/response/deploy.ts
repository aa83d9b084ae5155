import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const deploy: ResponseScenario = {
  source: "response",
  name: "deploy",
  summary: "A deploy slows answers down for two seconds, and no alert should fire.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    deploy: { kind: "attack", delayMs: 300 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 150 },
    { mode: "deploy", requests: 10, incident: false },
    { mode: "normal", requests: 140 },
  ],
  expect: [
    { detector: "threshold", options: { for: 15 }, severity: "error", within: 15 },
    { detector: "error-rate", severity: "error", within: 20 },
    { detector: "open-age", severity: "error", within: 1 },
    { detector: "silence", severity: "error", within: 1 },
  ],
};
