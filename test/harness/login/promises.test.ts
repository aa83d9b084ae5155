import { expect, test } from "vitest";
import type { DetectorVerdict } from "../../../domain/verdict.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { planScenario } from "../../../harness/drill/plan.ts";
import { localDrill } from "../../../harness/drill/simulated-drill.ts";
import { loginFreshAddresses } from "../../../scenarios/login/login-fresh-addresses.ts";
import { scenarios } from "../../../scenarios/registry.ts";

const loginScenarios = scenarios.flatMap((scenario) => (scenario.source === "login" ? [scenario] : []));
const daysAtMost = 200;

async function drilled(
  scenario: (typeof loginScenarios)[number],
  seeds: readonly number[],
): Promise<readonly { readonly seed: number; readonly detectors: readonly DetectorVerdict[] }[]> {
  const plan = { scenario, settings: [], choices: [], remote: defaultRemoteSettings };
  const { gates } = await planScenario(plan);
  return seeds.map((seed) => ({ seed, detectors: localDrill({ scenario, seed, gates }).verdict.detectors }));
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, at) => at + 1);
}

test.for(loginScenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s passes every gate of its own, whatever the seed",
  async ([, scenario]) => {
    const drills = await drilled(scenario, upTo(scenario.hours > daysAtMost ? 2 : 20));

    const failed = drills.filter(({ detectors }) => detectors.some(({ passed }) => !passed));
    expect(drills[0]?.detectors.length).toBeGreaterThan(0);
    expect(failed).toEqual([]);
  },
);

test("the guard finds 95 of 100 attacks from fresh addresses within ten attempts, without a false alarm", async () => {
  const drills = await drilled(loginFreshAddresses, upTo(10));

  const guards = drills.flatMap(({ detectors }) => detectors.filter(({ name }) => name === "login-guard"));
  const attacks = guards.flatMap(({ incidents }) => incidents);
  const found = attacks.filter(
    ({ outcome, delayAffected = Infinity }) => outcome === "detected" && delayAffected <= 10,
  );
  expect(attacks.length).toBeGreaterThan(500);
  expect(found.length / attacks.length).toBeGreaterThanOrEqual(0.95);
  expect(guards.map(({ falseAlarms }) => falseAlarms)).toEqual(guards.map(() => 0));
});
