import { expect, test } from "vitest";
import type { ResponseObservation } from "../../domain/observation.ts";
import type { Pacing, ResponseScenario } from "../../domain/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/simulate.ts";
import { wallWire } from "../../harness/wall-wire.ts";
import { play } from "../../mock-client/play.ts";

const everyMode: Omit<ResponseScenario, "pacing"> = {
  source: "response",
  name: "every-mode",
  summary: "Everything that can go wrong, one after the other.",
  modes: {
    normal: { kind: "normal", delayMs: 2 },
    jitter: { kind: "jitter", meanMs: 3, sdMs: 2 },
    lognormal: { kind: "lognormal", medianMs: 3, sigma: 0.5 },
    percentiles: { kind: "percentiles", p50Ms: 2, p90Ms: 4, p99Ms: 9 },
    flap: { kind: "flap", slowDelayMs: 20, slowForMs: 60, delayMs: 1, fastForMs: 40 },
    brownout: { kind: "brownout", serviceMs: 9, capacity: 1 },
    errors: { kind: "errors", status: 503, delayMs: 1 },
    hang: { kind: "hang" },
    blackhole: { kind: "blackhole", delayMs: 3 },
    dribble: { kind: "dribble", delayMs: 2, chunks: 4, everyMs: 6 },
    truncate: { kind: "truncate", delayMs: 3, promisedBytes: 4000, sentBytes: 1500 },
    restart: { kind: "restart", downMs: 120, delayMs: 2 },
    silence: { kind: "silence" },
    "clock-step": { kind: "clock-step", stepMs: -60_000, delayMs: 2 },
  },
  phases: [
    { mode: "normal", requests: 5 },
    { mode: "jitter", requests: 5 },
    { mode: "lognormal", requests: 5 },
    { mode: "percentiles", requests: 5 },
    { mode: "flap", requests: 9 },
    { mode: "brownout", requests: 5 },
    { mode: "errors", requests: 5, share: 0.5 },
    { mode: "blackhole", requests: 5 },
    { mode: "dribble", requests: 5 },
    { mode: "truncate", requests: 5 },
    { mode: "restart", requests: 40 },
    { mode: "silence", forMs: 150 },
    { mode: "clock-step", requests: 5 },
    { mode: "normal", requests: 5 },
    { mode: "hang", requests: 2 },
  ],
  timeoutMs: 900,
  openAfterMs: 500,
  noise: { kind: "none" },
  expect: [],
};

async function inWallTime(scenario: ResponseScenario): Promise<readonly Labelled<ResponseObservation>[]> {
  const world = await wallWire({ scenario, seed: 2 }, { kind: "real" });
  const rows: Labelled<ResponseObservation>[] = [];
  const { signal } = new AbortController();
  await play({ ...world, scenario, seed: 2, signal, onRow: ({ row }) => rows.push(row) });
  await world.stop();
  return rows;
}

/** What rows of each mode and incident became, each kind of end once. */
function endsByTruth(
  rows: Iterable<Labelled<ResponseObservation>>,
): Readonly<Record<string, readonly string[]>> {
  const ends = new Map<string, Set<string>>();
  for (const { observation, truth } of rows) {
    const key = `${truth.mode} ${truth.incident ?? "healthy"}`;
    ends.set(key, (ends.get(key) ?? new Set()).add(endOf(observation)));
  }
  return Object.fromEntries([...ends].map(([key, set]) => [key, [...set].toSorted()]));
}

function endOf({ outcome }: ResponseObservation): string {
  switch (outcome.kind) {
    case "completed":
      return `${outcome.kind} ${outcome.status}`;
    case "failed":
      return `${outcome.kind} ${outcome.error}`;
    case "open":
      return outcome.kind;
  }
}

test.for<readonly [string, Pacing]>([
  ["a closed loop", { kind: "closed", waitMs: 8 }],
  ["an open loop", { kind: "constant", ratePerSecond: 100 }],
])("in wall time and in %s every mode ends as in the simulation", async ([, pacing]) => {
  const scenario = { ...everyMode, pacing };

  const rows = await inWallTime(scenario);

  expect(endsByTruth(rows)).toEqual(endsByTruth(simulate(scenario, 2)));
});
