import { expect, test } from "vitest";
import { FiredrillError } from "../../domain/error.ts";
import { planRequests } from "../../domain/response/plan.ts";
import { parseScenario } from "../../scenarios/file/load.ts";
import { findScenario, loadOrFindScenario, scenarios } from "../../scenarios/registry.ts";
import { responseScenario } from "./response/response-scenarios.ts";

const incidentsByIndex = (name: string): readonly (string | undefined)[] =>
  [...planRequests(responseScenario(name), 1)].map(({ incident }) => incident);

test.for([
  ["rapidly", 100, "attack-1", 299],
  ["slowly", 100, "load-1", 299],
  ["complex", 50, "attack-1", 99],
  ["complex", 200, "load-1", 299],
] as const)("in %s request %i is the first of %s and request %i the last", ([name, from, id, last]) => {
  const ids = incidentsByIndex(name);

  expect(ids).toHaveLength(300);
  expect(ids.indexOf(id)).toBe(from);
  expect(ids.lastIndexOf(id)).toBe(last);
});

test("healthy has no incident", () => {
  expect(incidentsByIndex("healthy").every((id) => id === undefined)).toBe(true);
});

test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s is also valid as a file",
  async ([, scenario]) => {
    expect(await parseScenario(scenario)).toEqual({ kind: "scenario", scenario });
  },
);

test("no built-in scenario has an expectation for the original's detector", () => {
  const expected = scenarios.flatMap(({ expect: lines }) => lines.map(({ detector }) => detector));

  expect(expected).toContain("knn");
  expect(expected).not.toContain("knn-original");
});

test("the error for an unknown name suggests the nearest one and firedrill list", () => {
  expect(() => findScenario("rapidy")).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "UNKNOWN_SCENARIO",
      message: 'Unknown scenario "rapidy".',
      advice:
        'Did you mean "rapidly"? Run firedrill list for all scenarios. A path ending in .yaml, .yml or .json also works.',
    }),
  );
});

test.for([
  ["rapidly", undefined],
  ["quickly", "UNKNOWN_SCENARIO"],
  ["constructor", "UNKNOWN_SCENARIO"],
  ["missing/rapidly", "SCENARIO_NOT_FOUND"],
  ["missing.yaml", "SCENARIO_NOT_FOUND"],
  ["missing.yml", "SCENARIO_NOT_FOUND"],
  ["missing.JSON", "SCENARIO_NOT_FOUND"],
] as const)("%s is looked up as a name, or read as a path: %s", async ([nameOrPath, code]) => {
  const outcome = await loadOrFindScenario(nameOrPath).catch((error: unknown) => error);

  expect(outcome instanceof FiredrillError ? outcome.code : undefined).toBe(code);
});
