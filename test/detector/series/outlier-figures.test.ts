import { expect, test } from "vitest";
import { cblof } from "../../../detector/series/cblof.ts";
import { knn } from "../../../detector/series/knn.ts";
import { lof } from "../../../detector/series/lof.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { findScenario, findSuite } from "../../../scenarios/registry.ts";
import { alertsOn } from "../run.ts";

const seeds = Array.from({ length: 200 }, (_, at) => at + 1);
const quiet = [
  ...findSuite("quiet").scenarios.filter(({ name }) => name !== "deploy"),
  findScenario("process-healthy"),
];

function rowsOf(scenario: Parameters<typeof simulate>[0], seed: number) {
  return Array.from(simulate(scenario, seed), ({ observation }) => observation);
}

test.for(
  [lof, cblof].flatMap((definition) =>
    quiet.map((scenario) => [definition.name, scenario.name, definition, scenario] as const),
  ),
)("%s is silent on %s with seeds 1 to 200", ([, , definition, scenario]) => {
  const noisy = seeds.filter((seed) => alertsOn(definition, {}, rowsOf(scenario, seed)).length > 0);

  expect(noisy).toEqual([]);
});

test("knn without levels is silent on a healthy process with seeds 1 to 200", () => {
  const healthy = findScenario("process-healthy");

  const noisy = seeds.filter((seed) => alertsOn(knn, {}, rowsOf(healthy, seed)).length > 0);

  expect(noisy).toEqual([]);
});

test.for([knn, lof, cblof].map((definition) => [definition.name, definition] as const))(
  "%s without options notices cpu-spike on its first sample with seeds 1 to 50",
  ([, definition]) => {
    const spike = findScenario("cpu-spike");

    const first = seeds.slice(0, 50).map((seed) => alertsOn(definition, {}, rowsOf(spike, seed))[0]?.atIndex);

    expect(new Set(first)).toEqual(new Set([120]));
  },
);

const onset = 100;

test.for([
  [lof.name, "rapidly", 2, lof],
  [lof.name, "flap", 4, lof],
  [lof.name, "dribble", 2, lof],
  [cblof.name, "rapidly", 2, cblof],
  [cblof.name, "flap", 2, cblof],
  [cblof.name, "dribble", 2, cblof],
] as const)("%s notices %s with seeds 1 to 200 by the affected row %i", ([, name, most, definition]) => {
  const delays = seeds.map((seed) => {
    const [first] = alertsOn(definition, {}, rowsOf(findScenario(name), seed));
    return (first?.atIndex ?? Infinity) - onset + 1;
  });

  expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...delays)).toBeLessThanOrEqual(most);
});
