import { expect, test } from "vitest";
import { loginTraffic } from "../../domain/login/traffic.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { ModeKind } from "../../domain/response/modes.ts";
import { modeKits } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { findSuite, scenarios, suites } from "../../scenarios/registry.ts";

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

const incidents = ({ phases }: ResponseScenario) =>
  labelledPhases(phases).filter(({ incidentId }) => incidentId !== undefined);

const isResponse = (scenario: Scenario): scenario is ResponseScenario => scenario.source === "response";

/** Of a suite that has no others. */
function responsesIn(name: string): readonly ResponseScenario[] {
  const { scenarios: all } = findSuite(name);
  expect(all.every(isResponse)).toBe(true);
  return all.filter(isResponse);
}

test("every scenario of a suite can be asked for by its name, and is short", () => {
  const inSuites = suites.flatMap((suite) => suite.scenarios);

  expect(inSuites.filter((scenario) => !scenarios.includes(scenario))).toEqual([]);
  expect(
    inSuites
      .filter(isResponse)
      .map(requestCount)
      .filter((count) => count > 600),
  ).toEqual([]);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});

test("in blind there is one failure for each kind of mode", () => {
  const kinds = responsesIn("blind").flatMap((scenario) =>
    incidents(scenario).map(({ mode }) => scenario.modes[mode]?.kind),
  );

  const failures = Object.keys(modeKits).filter((kind) => !elsewhere.some((other) => other === kind));
  expect(new Set(kinds)).toEqual(new Set(failures));
  expect(kinds).toHaveLength(failures.length);
});

test("in blind every failure has a line that it is detected, and in quiet nothing is wrong", () => {
  const lines = findSuite("blind").scenarios.map(({ expect: asked }) =>
    asked.some(({ outcome = "detected" }) => outcome === "detected"),
  );

  expect(lines).not.toContain(false);
  expect(responsesIn("quiet").flatMap(incidents)).toEqual([]);
});

test("in login there is an attack of each kind, an oddity of each kind, and nothing that is not about logins", () => {
  const { scenarios: logins } = findSuite("login");

  const traffic = logins.flatMap((scenario) => (scenario.source === "login" ? scenario.traffic : []));

  expect(logins.map(({ source }) => source)).not.toContain("response");
  expect(new Set(traffic.map(({ kind }) => kind))).toEqual(new Set(Object.keys(loginTraffic)));
});

test("where somebody breaks in, a line says who notices, and where nobody does, that all is quiet", () => {
  const lines = findSuite("login").scenarios.map(({ expect: asked }) =>
    asked.some(({ outcome = "detected" }) => outcome === "detected"),
  );

  expect(lines).not.toContain(false);
});

test("an unknown suite lists what exists and guesses what was meant", () => {
  expect(() => findSuite("blint")).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_SUITE",
      message: 'Unknown suite "blint".',
      advice: 'Did you mean "blind"? Suites: blind, quiet, subtle, login.',
    }),
  );
});
