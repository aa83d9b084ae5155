import { expect, test } from "vitest";
import type { Modes } from "../../domain/response/modes.ts";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { Pacing, ResponsePhase, ResponseScenario } from "../../domain/response/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { playResponses } from "../../mock-client/response/play.ts";
import { responseScenarios } from "../scenarios/response/response-scenarios.ts";

async function overTheWire(
  scenario: ResponseScenario,
  seed: number,
): Promise<readonly Labelled<ResponseObservation>[]> {
  const world = await virtualWire({ scenario, seed });
  const rows: Labelled<ResponseObservation>[] = [];
  const { signal } = new AbortController();
  await playResponses({ ...world, scenario, seed, signal }, ({ row }) => row && rows.push(row));
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

test.for(responseScenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s on the wire in virtual time gives the simulated log, row for row",
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
])("the wire matches the simulation, row for row, with %s", async ([, change]) => {
  const scenario = { ...attackInTheMiddle, ...change };

  const rows = await overTheWire(scenario, 3);

  expect(rows).toHaveLength(120);
  expect(rows).toEqual([...simulate(scenario, 3)]);
});

const modes = {
  normal: { kind: "normal", delayMs: 10 },
  uniform: { kind: "uniform", minMs: 5, maxMs: 50 },
  jitter: { kind: "jitter", meanMs: 10, sdMs: 6 },
  lognormal: { kind: "lognormal", medianMs: 20, sigma: 0.8 },
  ramp: { kind: "ramp", medianMs: 10, sigma: 0.4, percent: 8 },
  percentiles: { kind: "percentiles", p50Ms: 12, p90Ms: 40, p99Ms: 300 },
  flap: { kind: "flap", slowDelayMs: 200, slowForMs: 700, delayMs: 10, fastForMs: 500 },
  brownout: { kind: "brownout", serviceMs: 45, capacity: 2 },
  errors: { kind: "errors", status: 503, delayMs: 2 },
  hang: { kind: "hang" },
  blackhole: { kind: "blackhole", delayMs: 30 },
  dribble: { kind: "dribble", delayMs: 10, chunks: 5, everyMs: 40 },
  truncate: { kind: "truncate", delayMs: 15, promisedBytes: 1000, sentBytes: 300 },
  restart: { kind: "restart", downMs: 350, delayMs: 20 },
  "clock-step": { kind: "clock-step", stepMs: -3_600_000, delayMs: 10 },
  silence: { kind: "silence" },
} as const satisfies Modes;

const shareable = Object.keys(modes).filter((mode) => mode !== "silence" && mode !== "restart");
const closed: Pacing = { kind: "closed", waitMs: 40 };

function scenarioOf(phases: readonly ResponsePhase[], change: Partial<ResponseScenario>): ResponseScenario {
  const around = { mode: "normal", requests: 12 };
  return {
    ...attackInTheMiddle,
    modes,
    phases: [around, ...phases, around],
    timeoutMs: 900,
    ...change,
  };
}

const openRows = { openAfterMs: 100 };

test.for(
  shareable.flatMap((mode) => [
    [mode, "a closed loop", [{ mode, requests: 16 }], { pacing: closed }] as const,
    [
      mode,
      "an open loop, half of the requests",
      [{ mode, requests: 30, share: 0.5 }],
      { pacing: poisson, ...openRows },
    ] as const,
    [
      mode,
      "an open loop without noise",
      [{ mode, requests: 25 }],
      { pacing: constant, noise: { kind: "none" } },
    ] as const,
    [
      mode,
      "a queue",
      [{ mode, requests: 20, share: 0.7 }],
      { pacing: poisson, capacity: 2, ...openRows },
    ] as const,
  ]),
)("%s in %s is the same on the wire as in the simulation", async ([, , phases, change]) => {
  const scenario = scenarioOf(phases, change);

  const rows = await overTheWire(scenario, 5);

  expect(rows).toEqual([...simulate(scenario, 5)]);
});

test.for<[string, readonly ResponsePhase[], Partial<ResponseScenario>]>([
  ["a restart in a closed loop", [{ mode: "restart", requests: 20 }], { pacing: closed }],
  ["a restart in an open loop", [{ mode: "restart", requests: 30 }], { pacing: poisson }],
  [
    "a restart on the beat",
    [{ mode: "restart", requests: 30 }],
    { pacing: constant, noise: { kind: "none" } },
  ],
  ["a restart behind a queue", [{ mode: "restart", requests: 30 }], { pacing: poisson, capacity: 1 }],
  [
    "two restarts",
    [
      { mode: "restart", requests: 20 },
      { mode: "normal", requests: 5 },
      { mode: "restart", requests: 20 },
    ],
    { pacing: constant },
  ],
  [
    "a restart among slow answers",
    [
      { mode: "attack", requests: 9 },
      { mode: "restart", requests: 30 },
    ],
    { pacing: constant, modes: { ...modes, attack: { kind: "attack", delayMs: 130 } } },
  ],
  ["a silence in a closed loop", [{ mode: "silence", forMs: 5000 }], { pacing: closed }],
  ["a silence in an open loop", [{ mode: "silence", forMs: 5000 }], { pacing: poisson }],
  [
    "a silence before an attack",
    [
      { mode: "silence", forMs: 500 },
      { mode: "flap", requests: 9 },
    ],
    { pacing: constant },
  ],
  [
    "a phase with a rate of its own",
    [{ mode: "brownout", requests: 30, ratePerSecond: 400 }],
    { pacing: constant },
  ],
  [
    "a share of a phase of Poisson arrivals with a rate of its own",
    [{ mode: "lognormal", requests: 30, ratePerSecond: 400, share: 0.3 }],
    { pacing: poisson, capacity: 2 },
  ],
  [
    "open rows at the instant of the answer",
    [{ mode: "errors", requests: 9 }],
    { pacing: constant, noise: { kind: "none" }, openAfterMs: 10 },
  ],
  [
    "open rows of a hang at the end",
    [{ mode: "hang", requests: 9 }],
    { pacing: constant, ...openRows, timeoutMs: 3000 },
  ],
])("%s is the same on the wire as in the simulation", async ([, phases, change]) => {
  const scenario = scenarioOf(phases, change);

  const rows = await overTheWire(scenario, 5);

  expect(rows).toEqual([...simulate(scenario, 5)]);
});
