import { expect, test } from "vitest";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { playDrill } from "../../harness/world/play.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { wallWire } from "../../harness/world/wall-wire.ts";
import type { World } from "../../harness/world/world.ts";
import { scenarios } from "../../scenarios/registry.ts";

/** Days that contain every kind of traffic of the month. */
const longestHours = 48;

const loginScenarios = scenarios.flatMap((scenario) =>
  scenario.source === "login" ? [{ ...scenario, hours: Math.min(scenario.hours, longestHours) }] : [],
);

async function playedIn(world: World, scenario: LoginScenario, seed: number): Promise<readonly Labelled[]> {
  const rows: Labelled[] = [];
  const { signal } = new AbortController();
  try {
    await playDrill(world, { scenario, seed, signal }, ({ row }) => row && rows.push(row));
  } finally {
    await world.stop();
  }
  return rows;
}

test("there are login scenarios to play", () => {
  expect(loginScenarios.length).toBeGreaterThan(8);
});

test.for(loginScenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s over HTTP in virtual time gives the simulated log, row for row",
  async ([, scenario]) => {
    const rows = await playedIn(await virtualWire({ scenario, seed: 1 }), scenario, 1);

    expect(rows.length).toBeGreaterThan(10);
    expect(rows).toEqual([...simulate(scenario, 1)]);
  },
);

/** An hour with an attacker who tries a few names, one second apart. */
const shortBreakIn: LoginScenario = {
  source: "login",
  name: "short-break-in",
  summary: "An hour with an attack.",
  startsAt: "2018-11-05T10:00:00Z",
  hours: 1,
  users: 40,
  traffic: [
    { kind: "bruteforce", onset: { kind: "at", hour: 0.5 }, addresses: "one", users: 12 },
    { kind: "stuffing", onset: { kind: "at", hour: 0.2 }, pairs: 10, everySeconds: 40 },
  ],
  expect: [],
};

/** Everything except the instant, which depends on the machine, and the index, which follows it. */
function withoutTime({ observation, truth }: Labelled): string {
  const { index: _index, atMs: _atMs, ...rest } = observation;
  return JSON.stringify({ ...rest, truth });
}

test("over HTTP in scaled wall time the rows are the same, at about the same instants", async () => {
  const world = await wallWire({ scenario: shortBreakIn, seed: 2 }, { kind: "scaled", factor: 600 });

  const rows = await playedIn(world, shortBreakIn, 2);

  const simulated = [...simulate(shortBreakIn, 2)];
  expect(rows.map(withoutTime).toSorted()).toEqual(simulated.map(withoutTime).toSorted());
  expect(rows.map(({ observation }) => observation.index)).toEqual(rows.map((_, at) => at));
  expect(rows.every(({ observation: { atMs } }) => atMs >= (simulated[0]?.observation.atMs ?? 0))).toBe(true);
});

test("the log of a server in another process is complete when the play is over", async () => {
  const crowd: LoginScenario = {
    ...shortBreakIn,
    traffic: [{ kind: "spray", onset: { kind: "at", hour: 0.1 }, users: 40, addresses: 4, everySeconds: 1 }],
  };
  const world = await wallWire({ scenario: crowd, seed: 3 }, { kind: "scaled", factor: 1000 });

  const rows = await playedIn(world, crowd, 3);

  expect(rows).toHaveLength([...simulate(crowd, 3)].length);
});
