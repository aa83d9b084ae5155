import { expect, test } from "vitest";
import type { ResponseObservation } from "../../domain/observation.ts";
import type { Pacing, ResponseScenario } from "../../domain/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/simulate.ts";
import { virtualWire } from "../../harness/virtual-wire.ts";
import { play } from "../../mock-client/play.ts";
import { scenarios } from "../../scenarios/registry.ts";

async function overTheWire(
  scenario: ResponseScenario,
  seed: number,
): Promise<readonly Labelled<ResponseObservation>[]> {
  const world = await virtualWire({ scenario, seed });
  const rows: Labelled<ResponseObservation>[] = [];
  const { signal } = new AbortController();
  await play({ ...world, scenario, seed, signal, onRow: ({ row }) => rows.push(row) });
  await world.stop();
  return rows;
}

const attackInTheMiddle = {
  source: "response",
  name: "attack-in-the-middle",
  summary: "Healthy, attacked, loaded.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    attack: { kind: "attack", delayMs: 500 },
    load: { kind: "load", stepMs: 10 },
  },
  phases: [
    { mode: "normal", requests: 40 },
    { mode: "attack", requests: 40 },
    { mode: "load", requests: 40 },
  ],
  pacing: { kind: "closed", waitMs: 100 },
  expect: [],
} as const satisfies ResponseScenario;

const constant: Pacing = { kind: "constant", ratePerSecond: 50 };
const poisson: Pacing = { kind: "poisson", ratePerSecond: 50 };

test.for(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s on the wire in virtual time is the simulated log, row for row",
  async ([, scenario]) => {
    expect(await overTheWire(scenario, 1)).toEqual([...simulate(scenario, 1)]);
  },
);

test.for<[string, Partial<ResponseScenario>]>([
  ["a constant rate, answers overtaking each other", { pacing: constant }],
  ["Poisson arrivals", { pacing: poisson }],
  ["no noise, so that many instants coincide", { pacing: constant, noise: { kind: "none" } }],
  ["a queue of capacity one", { pacing: poisson, capacity: 1 }],
  ["a queue of capacity three without noise", { pacing: constant, capacity: 3, noise: { kind: "none" } }],
  ["a timeout that races the server's wait", { timeoutMs: 503.5 }],
  ["a timeout at the very instant of the answer", { timeoutMs: 500, noise: { kind: "none" } }],
  ["a timeout that frees slots and empties the queue", { pacing: poisson, capacity: 2, timeoutMs: 700 }],
  ["another first instant", { startsAt: "2026-11-20T09:00:00Z" }],
])("the wire is the simulation, row for row, with %s", async ([, change]) => {
  const scenario = { ...attackInTheMiddle, ...change };

  const rows = await overTheWire(scenario, 3);

  expect(rows).toHaveLength(120);
  expect(rows).toEqual([...simulate(scenario, 3)]);
});
