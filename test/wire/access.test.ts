import { expect, test } from "vitest";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulateRequests } from "../../harness/access/simulate.ts";
import { playDrill } from "../../harness/world/play.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { accessScenarios } from "../../scenarios/access/kit.ts";
import { needles } from "../../scenarios/access/needles.ts";

const scenarios = accessScenarios.suites.flatMap((suite) => suite.scenarios);

async function wireRows(scenario: AccessScenario, seed: number): Promise<readonly Labelled[]> {
  const rows: Labelled[] = [];
  const world = await virtualWire({ scenario, seed });
  const { signal } = new AbortController();
  const error = await playDrill(world, { scenario, seed, signal }, ({ row }) => row && rows.push(row));
  await world.stop();
  expect(error).toBeUndefined();
  return rows;
}

test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s: on the virtual clock the wire gives the simulated log, row for row",
  async ([, scenario]) => {
    // The needles are spread over the whole scenario; everything else begins in its first hour.
    const short = scenario === needles ? scenario : { ...scenario, hours: 1 };

    const rows = await wireRows(short, 3);

    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual([...simulateRequests(short, 3)]);
  },
);
