import { expect, test } from "vitest";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { gates, inShort, scoresOf } from "../drill/judged.ts";

function slowAfterStep(stepMs: number): ResponseScenario {
  return {
    source: "response",
    name: "slow-after-step",
    summary: "The log's clock steps, and later the service turns slow.",
    modes: {
      normal: { kind: "normal", delayMs: 10 },
      attack: { kind: "attack", delayMs: 500 },
      step: { kind: "clock-step", stepMs, delayMs: 10 },
    },
    phases: [
      { mode: "normal", requests: 50 },
      { mode: "step", requests: 20, incident: false },
      { mode: "normal", requests: 50 },
      { mode: "attack", requests: 20 },
      { mode: "normal", requests: 20 },
      { mode: "step", requests: 20 },
      { mode: "normal", requests: 20 },
    ],
    pacing: { kind: "closed", waitMs: 500 },
    expect: [],
  };
}

test.for([-3_600_000, -20_000, 20_000, 3_600_000])(
  "a clock that is wrong by %i ms moves no detection away from its incident",
  (stepMs) => {
    const scenario = slowAfterStep(stepMs);

    const [score] = scoresOf(scenario, 1, gates(scenario, ["threshold:limit=0.25"]));

    const outcomes = Object.fromEntries(
      (score?.incidents ?? []).map((found) => [found.kind, inShort(found)]),
    );
    expect(outcomes).toEqual({ attack: "detected 1", step: "missed" });
    expect(score?.falseAlarms).toBe(0);
  },
);
