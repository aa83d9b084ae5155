import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const dribble: ResponseScenario = {
  source: "response",
  name: "dribble",
  summary: "The first byte arrives as early as usual, the last one half a second later.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    dribble: { kind: "dribble", delayMs: 10, chunks: 11, everyMs: 50 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "dribble", requests: 100 },
    { mode: "normal", requests: 50 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 3 }],
};
