import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const hang: ResponseScenario = {
  source: "response",
  name: "hang",
  summary: "One request in five is never answered; the others stay fast.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    hang: { kind: "hang" },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  openAfterMs: 1000,
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "hang", requests: 150, share: 0.2 },
    { mode: "normal", requests: 150 },
  ],
  expect: [{ detector: "open-age", severity: "error", within: 1 }],
};
