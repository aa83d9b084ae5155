import { originalModes } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const rapidly: ResponseScenario = {
  source: "response",
  name: "rapidly",
  summary: "A healthy service turns slow from one request to the next.",
  modes: originalModes,
  pacing: { kind: "closed", waitMs: 500 },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "attack", requests: 200 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 10 }],
};
