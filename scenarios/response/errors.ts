import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const errors: ResponseScenario = {
  source: "response",
  name: "errors",
  summary: "One answer in ten is an error, as fast as the others.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    errors: { kind: "errors", status: 503, delayMs: 10 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "errors", requests: 200, share: 0.1 },
    { mode: "normal", requests: 100 },
  ],
  expect: [{ detector: "error-rate", severity: "error", within: 5 }],
};
