import { expect, test } from "vitest";
import { requestCount } from "../../../domain/response/scenario.ts";
import type { DetectorStatistics } from "../../../domain/results/statistics.ts";
import type { Scenario } from "../../../domain/sources.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import { localDrill, simulatedDrill } from "../../../harness/drill/simulated-drill.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import type { OnsetChoice } from "../../../harness/study/onset.ts";
import { onsetRange, seededScenario } from "../../../harness/study/onset.ts";
import { repeatDrills } from "../../../harness/study/repeat.ts";
import { loginSpray } from "../../../scenarios/login/login-spray.ts";

const remote = { ...defaultRemoteSettings, onListening: () => undefined };
const planned = (scenario: string, detectors: readonly string[] = []) =>
  planDrill({ scenario, settings: [], detectors, remote });

async function repeated(
  detector: string,
  onset: OnsetChoice,
  seeds: readonly number[],
): Promise<readonly DetectorStatistics[]> {
  return repeatDrills({
    ...(await planned("rapidly", [detector])),
    onset,
    seeds,
    signal: new AbortController().signal,
  });
}

test.for(["rapidly", "slowly", "complex", "healthy"])(
  "a synchronous drill of %s has the verdict of any other drill",
  async (name) => {
    const plan = await planned(name);

    const { verdict } = await simulatedDrill({ ...plan, seed: 3 });

    expect(localDrill({ ...plan, seed: 3 }).verdict).toEqual(verdict);
  },
);

const requestsOf = (scenario: Scenario): number =>
  scenario.source === "response" ? requestCount(scenario) : Number.NaN;

test("the onset is drawn from two windows by the seed alone, and the total length is unchanged", async () => {
  const { scenario, gates } = await planned("rapidly");
  const onsets = Array.from({ length: 300 }, (_, seed) => seededScenario(scenario, gates, seed, "drawn"));

  expect(new Set(onsets.map(({ settings }) => settings.join())).size).toBe(20);
  expect(new Set(onsets.map((one) => requestsOf(one.scenario)))).toEqual(new Set([300]));
  expect(seededScenario(scenario, gates, 7, "drawn")).toEqual(onsets[7]);
  expect(onsetRange(scenario, gates, "drawn")).toEqual({ kind: "drawn", from: 100, until: 119 });
});

test("an attack on a login page begins at the scenario's onset, whatever the seed", async () => {
  const { gates } = await planned("rapidly");

  expect(seededScenario(loginSpray, gates, 7, "drawn")).toEqual({
    scenario: loginSpray,
    seed: 7,
    settings: [],
  });
  expect(onsetRange(loginSpray, gates, "drawn")).toEqual({ kind: "none" });
});

test("a repeat shows what one onset hides: the blocks of the original detector", async () => {
  const [fixed] = await repeated("knn-original", "fixed", [1, 2, 3]);
  const [drawn] = await repeated(
    "knn-original",
    "drawn",
    Array.from({ length: 40 }, (_, at) => at),
  );

  expect(fixed?.kinds).toMatchObject([{ affected: { p50: { value: 10 }, longest: 10 } }]);
  expect(drawn?.kinds).toMatchObject([{ affected: { longest: 12 } }]);
  expect(drawn?.kinds[0]?.affected.p50.value).toBeLessThan(10);
});
