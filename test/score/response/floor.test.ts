import { describe, expect, test } from "vitest";
import type { Mode } from "../../../domain/response/modes.ts";
import type { ResponsePhase } from "../../../domain/response/scenario.ts";
import type { Scenario } from "../../../domain/sources.ts";
import { findScenario } from "../../../scenarios/registry.ts";
import type { ScenarioFloor } from "../../../score/source.ts";
import { scoreKit } from "../../../score/sources.ts";

function lognormal(medianMs: number, sigma: number): Mode {
  return { kind: "lognormal", medianMs, sigma };
}

function floorOf(scenario: Scenario, incident: string, arl0: number): ScenarioFloor {
  return scoreKit(scenario.source).floorOf(scenario, incident, arl0);
}

function scenarioOf(normal: Mode, bad: Mode, phases: readonly ResponsePhase[]): Scenario {
  return {
    source: "response",
    name: "two-laws",
    summary: "One law, then another.",
    modes: { normal, bad },
    pacing: { kind: "constant", ratePerSecond: 5 },
    noise: { kind: "none" },
    phases,
    expect: [],
  };
}

function delayOf(scenario: Scenario, incident: string, arl0: number): number | undefined {
  const floor = floorOf(scenario, incident, arl0);
  return floor.kind === "floor" ? floor.delay : undefined;
}

const health: ResponsePhase = { mode: "normal", requests: 100 };
const usual = lognormal(15, 0.1);
const affected: ResponsePhase = { mode: "bad", requests: 100 };
const cases = {
  "the spread doubles": scenarioOf(usual, lognormal(15, 0.2), [health, affected]),
  "the spread is four times as wide": scenarioOf(usual, lognormal(15, 0.4), [health, affected]),
  "a spread of 0.5 and a median x1.65, by simulation": scenarioOf(
    lognormal(15, 0.5),
    lognormal(15 * Math.exp(0.5), 0.500_001),
    [health, affected],
  ),
} as const;

describe.for([
  ["the spread doubles", [7.4, 10.2, 16.1]],
  ["the spread is four times as wide", [2.3, 2.8, 3.5]],
  ["a spread of 0.5 and a median x1.65, by simulation", [10.52, 15.09, 24.3]],
] as const)("%s", ([name, expected]) => {
  test.for([1e3, 1e4, 1e6].map((arl0, at) => [arl0, expected[at] ?? 0] as const))(
    "at an ARL0 of %i nobody needs less than %d on average",
    ([arl0, delay]) => {
      const floor = floorOf(cases[name], "bad", arl0);

      expect(floor).toMatchObject({ kind: "floor", state: "zero" });
      const { delay: found, error } = floor.kind === "floor" ? floor : { delay: 0, error: 0 };
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(found - delay)).toBeLessThan(3 * error + 0.05);
    },
  );
});

test("where the logarithm is normal before and after, the floor is exact", () => {
  expect(delayOf(findScenario("small-step"), "one-sd", 1e4)).toBeCloseTo(15.09, 2);
});

test("a share of affected requests is counted in affected ones: 11.2 requests are 1.12 of one in ten", () => {
  expect(delayOf(findScenario("one-in-ten"), "slow", 1e4)).toBeCloseTo(1.12, 1);
});

test("failures that happen in health too take more than one: a thousandth, then a tenth", () => {
  expect(delayOf(findScenario("error-rate"), "errors", 1e4)).toBeCloseTo(2, 0);
});

test.for([
  ["rapidly", "attack"],
  ["blackhole", "blackhole"],
] as const)("%s can be noticed on the first affected row", ([name, incident]) => {
  expect(delayOf(findScenario(name), incident, 1e6)).toBeCloseTo(1, 1);
});

test.for([
  ["slowly", "load", "rows of load are not independent draws from one law"],
  ["silence", "silence", "the scenario has no requests that meet silence"],
  ["rapidly", "load", "the scenario has no requests that meet load"],
  ["login-spray", "spray", "attempts to log in are not independent draws from one law"],
] as const)("%s has no known floor for %s: %s", ([name, incident, reason]) => {
  expect(floorOf(findScenario(name), incident, 1e4)).toEqual({ kind: "none", reason });
});
