import { originalModes } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const healthy: ResponseScenario = {
  source: "response",
  name: "healthy",
  summary: "The service is healthy, and no alert should fire.",
  modes: originalModes,
  pacing: { kind: "closed", waitMs: 500 },
  phases: [{ mode: "normal", requests: 300 }],
  expect: [
    { detector: "knn", severity: "error", within: 10 },
    { detector: "knn", options: { warning: 0.1, error: 0.3 }, severity: "warning", within: 10 },
  ],
};
