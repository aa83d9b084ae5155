import { expect, test } from "vitest";
import { lof } from "../../../detector/series/lof.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { findScenario, findSuite } from "../../../scenarios/registry.ts";
import { alertsOn } from "../run.ts";

const seeds = Array.from({ length: 200 }, (_, at) => at + 1);
const quiet = findSuite("quiet").scenarios.filter(({ name }) => name !== "deploy");

function rowsOf(scenario: Parameters<typeof simulate>[0], seed: number) {
  return Array.from(simulate(scenario, seed), ({ observation }) => observation);
}

test.for(quiet.map((scenario) => [scenario.name, scenario] as const))(
  "on %s it is silent with seeds 1 to 200",
  ([, scenario]) => {
    const noisy = seeds.filter((seed) => alertsOn(lof, {}, rowsOf(scenario, seed)).length > 0);

    expect(noisy).toEqual([]);
  },
);

const onset = 100;

test.for([
  ["rapidly", 2],
  ["flap", 4],
  ["dribble", 2],
] as const)("%s is noticed with seeds 1 to 200 by the affected row %i", ([name, most]) => {
  const delays = seeds.map((seed) => {
    const [first] = alertsOn(lof, {}, rowsOf(findScenario(name), seed));
    return (first?.atIndex ?? Infinity) - onset + 1;
  });

  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...delays)).toBeLessThanOrEqual(most);
});
