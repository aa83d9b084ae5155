import { expect, test } from "vitest";
import type { ModeKind } from "../../domain/mode.ts";
import { labelledPhases } from "../../domain/plan.ts";
import { requestCount } from "../../domain/scenario.ts";
import { modeSchemas } from "../../scenarios/mode-schema.ts";
import { scenarios } from "../../scenarios/registry.ts";
import { findSuite, suites } from "../../scenarios/suites.ts";

/** Modes that are no failures, and those of the first scenarios. */
const elsewhere: readonly ModeKind[] = [
  "normal",
  "attack",
  "load",
  "uniform",
  "lognormal",
  "ramp",
  "recorded",
];

const incidents = ({ phases }: (typeof scenarios)[number]) =>
  labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);

test("every scenario of a suite can be asked for by its name, and is short", () => {
  const inSuites = suites.flatMap((suite) => suite.scenarios);

  expect(inSuites.filter((scenario) => !scenarios.includes(scenario))).toEqual([]);
  expect(inSuites.map((scenario) => requestCount(scenario)).filter((count) => count > 600)).toEqual([]);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

test("in blind there is one failure for each kind of mode", () => {
  const { scenarios: blind } = findSuite("blind");

  const kinds = blind.flatMap((scenario) =>
    incidents(scenario).map(({ mode }) => scenario.modes[mode]?.kind),
  );

  const failures = Object.keys(modeSchemas).filter((kind) => !elsewhere.some((other) => other === kind));
  expect(new Set(kinds)).toEqual(new Set(failures));
  expect(kinds).toHaveLength(failures.length);
});

test("in blind every failure has a line that it is detected, and in quiet nothing is wrong", () => {
  const lines = findSuite("blind").scenarios.map(({ expect: asked }) =>
    asked.some(({ outcome = "detected" }) => outcome === "detected"),
  );

  expect(lines).not.toContain(false);
  expect(findSuite("quiet").scenarios.flatMap(incidents)).toEqual([]);
});

test("an unknown suite lists what exists and guesses what was meant", () => {
  expect(() => findSuite("blint")).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_SUITE",
      message: 'There is no suite called "blint".',
      advice: "Did you mean blind? Suites here: blind, quiet, subtle.",
    }),
  );
});
