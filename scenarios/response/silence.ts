import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const silence: ResponseScenario = {
  source: "response",
  name: "silence",
  summary: "No requests arrive for half a minute.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    silence: { kind: "silence" },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 150 },
    { mode: "silence", forMs: 30_000 },
    { mode: "normal", requests: 150 },
  ],
  expect: [{ detector: "silence", severity: "error", within: "3s" }],
};
