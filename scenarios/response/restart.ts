import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const restart: ResponseScenario = {
  source: "response",
  name: "restart",
  summary: "The server goes down for three seconds, refuses connections, and comes back.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    restart: { kind: "restart", downMs: 3000, delayMs: 10 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "restart", requests: 15 },
    { mode: "normal", requests: 185 },
  ],
  expect: [{ detector: "error-rate", severity: "error", within: 2 }],
};
