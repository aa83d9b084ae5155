import { originalModes } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const slowly: ResponseScenario = {
  source: "response",
  name: "slowly",
  summary: "A healthy service slows down a little with each request.",
  modes: originalModes,
  pacing: { kind: "closed", waitMs: 500 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "load", requests: 200 },
  ],
  expect: [
    { detector: "knn", options: { warning: 0.1, error: 0.3 }, severity: "warning", within: 10 },
    { detector: "knn", options: { warning: 0.1, error: 0.3 }, severity: "error", within: 15 },
  ],
};
