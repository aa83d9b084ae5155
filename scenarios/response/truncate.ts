import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const truncate: ResponseScenario = {
  source: "response",
  name: "truncate",
  summary: "One answer in five starts with status 200 and breaks off in the middle.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    truncate: { kind: "truncate", delayMs: 10, promisedBytes: 1000, sentBytes: 400 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "truncate", requests: 150, share: 0.2 },
    { mode: "normal", requests: 100 },
  ],
  expect: [{ detector: "error-rate", severity: "error", within: 5 }],
};
