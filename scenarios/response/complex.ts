import { originalModes } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const complex: ResponseScenario = {
  source: "response",
  name: "complex",
  summary: "A service turns slow, recovers, and then slows down gradually.",
  modes: originalModes,
  pacing: { kind: "closed", waitMs: 500 },
  phases: [
    { mode: "normal", requests: 50 },
    { mode: "attack", requests: 50 },
    { mode: "normal", requests: 100 },
    { mode: "load", requests: 100 },
  ],
  expect: [
    {
      detector: "knn",
      options: { warning: 0.1, error: 0.3 },
      severity: "warning",
      within: 10,
      incident: "attack",
    },
    {
      detector: "knn",
      options: { warning: 0.1, error: 0.3 },
      severity: "warning",
      within: 10,
      incident: "load",
    },
    {
      detector: "knn",
      options: { warning: 0.1, error: 0.3 },
      severity: "error",
      within: 10,
      incident: "attack",
    },
    {
      detector: "knn",
      options: { warning: 0.1, error: 0.3 },
      severity: "error",
      within: 15,
      incident: "load",
    },
  ],
};
