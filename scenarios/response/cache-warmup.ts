import type { ResponseScenario } from "../../domain/response/scenario.ts";

export const cacheWarmup: ResponseScenario = {
  source: "response",
  name: "cache-warmup",
  summary: "A freshly started service is slow until its cache is warm.",
  modes: {
    normal: { kind: "lognormal", medianMs: 15, sigma: 0.3 },
    cold: { kind: "lognormal", medianMs: 120, sigma: 0.3 },
    tepid: { kind: "lognormal", medianMs: 50, sigma: 0.3 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  phases: [
    { mode: "cold", requests: 60, incident: false },
    { mode: "tepid", requests: 60, incident: false },
    { mode: "normal", requests: 180 },
  ],
  expect: [
    { detector: "knn", severity: "error", within: 10 },
    { detector: "error-rate", severity: "error", within: 20 },
  ],
};
