import { expect, test } from "vitest";
import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { Pacing, ResponseScenario } from "../../domain/response/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { wallWire } from "../../harness/world/wall-wire.ts";
import { playResponses } from "../../mock-client/response/play.ts";
import { everyMode } from "./every-mode.ts";

async function inWallTime(scenario: ResponseScenario): Promise<readonly Labelled<ResponseObservation>[]> {
  const world = await wallWire({ scenario, seed: 2 }, { kind: "real" });
  const rows: Labelled<ResponseObservation>[] = [];
  const { signal } = new AbortController();
  await playResponses({ ...world, scenario, seed: 2, signal }, ({ row }) => row && rows.push(row));
  await world.stop();
  return rows;
}

/** The outcomes of each mode and incident, each kind once. */
function endsByTruth(
  rows: Iterable<Labelled<ResponseObservation>>,
): Readonly<Record<string, readonly string[]>> {
  const ends = new Map<string, Set<string>>();
  for (const { observation, truth } of rows) {
    const key = `${truth.mode} ${truth.incident ?? "healthy"}`;
    ends.set(key, (ends.get(key) ?? new Set()).add(endOf(observation, truth.mode)));
  }
  return Object.fromEntries([...ends].map(([key, set]) => [key, [...set].toSorted()]));
}

/** In wall time a request can reach a server that is going down; it is then reset instead of closed or refused. */
function endOf({ outcome }: ResponseObservation, mode: string): string {
  switch (outcome.kind) {
    case "completed":
      return `${outcome.kind} ${outcome.status}`;
    case "failed":
      return mode === "restart" ? "failed on the connection" : `${outcome.kind} ${outcome.error}`;
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
