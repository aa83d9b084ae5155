import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const dailyRhythm: ResponseScenario = {
  source: "response",
  name: "daily-rhythm",
  summary: "Answers are slower around noon and faster around midnight, as on every day.",
  modes: {
    normal: { kind: "normal", delayMs: 20 },
    morning: { kind: "normal", delayMs: 40 },
    forenoon: { kind: "normal", delayMs: 60 },
    noon: { kind: "normal", delayMs: 80 },
  },
  pacing: { kind: "poisson", ratePerSecond: 5 },
  phases: [
    { mode: "normal", requests: 80 },
    { mode: "morning", requests: 50, incident: false },
    { mode: "forenoon", requests: 50, incident: false },
    { mode: "noon", requests: 80, incident: false },
    { mode: "forenoon", requests: 50, incident: false },
    { mode: "morning", requests: 50, incident: false },
    { mode: "normal", requests: 80 },
  ],
  expect: [
    { detector: "knn", severity: "error", within: 10 },
    { detector: "threshold", severity: "error", within: 1 },
    { detector: "error-rate", severity: "error", within: 20 },
    { detector: "silence", severity: "error", within: 1 },
  ],
};
