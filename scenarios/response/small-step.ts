import type { ResponseScenario } from "../../domain/response/scenario.ts";

/**
 * The standard deviation of the wait's logarithm is 0.1, so that a factor of `exp(0.1)` is one standard deviation.
 */
export const smallStep: ResponseScenario = {
  source: "response",
  name: "small-step",
  summary: "A service slows down four times, by half, one, two and three standard deviations.",
  modes: {
    normal: { kind: "lognormal", medianMs: 15, sigma: 0.1 },
    "half-sd": { kind: "lognormal", medianMs: 15.769, sigma: 0.1 },
    "one-sd": { kind: "lognormal", medianMs: 16.5776, sigma: 0.1 },
    "two-sd": { kind: "lognormal", medianMs: 18.321, sigma: 0.1 },
    "three-sd": { kind: "lognormal", medianMs: 20.2479, sigma: 0.1 },
  },
  pacing: { kind: "constant", ratePerSecond: 5 },
  noise: { kind: "none" },
  phases: [
    { mode: "normal", requests: 200 },
    { mode: "half-sd", requests: 100 },
    { mode: "normal", requests: 50 },
    { mode: "one-sd", requests: 80 },
    { mode: "normal", requests: 50 },
    { mode: "two-sd", requests: 30 },
    { mode: "normal", requests: 50 },
    { mode: "three-sd", requests: 30 },
  ],
  expect: [{ detector: "knn", severity: "error", within: 10, outcome: "missed" }],
};
