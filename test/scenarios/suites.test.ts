import { expect, test } from "vitest";
import { loginTraffic } from "../../domain/login/traffic.ts";
import { labelledPhases } from "../../domain/phases/phase.ts";
import type { ModeKind } from "../../domain/response/modes.ts";
import { modeKits } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { requestCount } from "../../domain/response/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { findSuite, scenarios, suites } from "../../scenarios/registry.ts";

/** Modes that are not failures, and those of the first scenarios. */
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

/** Scenarios that belong to this suite only. */
function responsesIn(name: string): readonly ResponseScenario[] {
  const { scenarios: all } = findSuite(name);
  expect(all.every(isResponse)).toBe(true);
  return all.filter(isResponse);
}

test("every scenario of a suite can be found by name, and is short", () => {
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

test("blind has one failure for each kind of mode", () => {
  const kinds = responsesIn("blind").flatMap((scenario) =>
    incidents(scenario).map(({ mode }) => scenario.modes[mode]?.kind),
  );

  const failures = Object.keys(modeKits).filter((kind) => !elsewhere.some((other) => other === kind));
  expect(new Set(kinds)).toEqual(new Set(failures));
  expect(kinds).toHaveLength(failures.length);
});

test("in blind every failure has an expectation to be detected, and quiet has no incidents", () => {
  const lines = findSuite("blind").scenarios.map(({ expect: expectations }) =>
    expectations.some(({ outcome = "detected" }) => outcome === "detected"),
  );

  expect(lines).not.toContain(false);
  expect(responsesIn("quiet").flatMap(incidents)).toEqual([]);
});

test("login has an attack of each kind, benign traffic of each kind, and login scenarios only", () => {
  const { scenarios: logins } = findSuite("login");

  const traffic = logins.flatMap((scenario) => (scenario.source === "login" ? scenario.traffic : []));

  expect(logins.map(({ source }) => source)).not.toContain("response");
  expect(new Set(traffic.map(({ kind }) => kind))).toEqual(new Set(Object.keys(loginTraffic)));
});

test("a scenario with an attack expects a detection, and one without expects silence", () => {
  const lines = findSuite("login").scenarios.map(({ expect: expectations }) =>
    expectations.some(({ outcome = "detected" }) => outcome === "detected"),
  );

  expect(lines).not.toContain(false);
});

test("the error for an unknown suite lists the suites and suggests the nearest one", () => {
  expect(() => findSuite("blint")).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_SUITE",
      message: 'Unknown suite "blint".',
      advice: 'Did you mean "blind"? Suites: blind, quiet, subtle, login, audit, access, process.',
    }),
  );
});
