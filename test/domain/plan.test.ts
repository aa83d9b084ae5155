import { expect, test } from "vitest";
import type { ResponseScenario } from "../../domain/scenario.ts";
import { originalModes } from "../../domain/mode.ts";
import { labelledPhases, planRequests } from "../../domain/plan.ts";

const twoAttacks: ResponseScenario = {
  source: "response",
  name: "two-attacks",
  summary: "Two attacks with a deploy between them.",
  modes: originalModes,
  phases: [
    { mode: "normal", requests: 2 },
    { mode: "attack", requests: 1 },
    { mode: "load", requests: 1, incident: false },
    { mode: "attack", requests: 1 },
  ],
  pacing: { kind: "closed", waitMs: 500 },
  expect: [],
};

test("every phase whose mode is not normal is an incident, unless it says otherwise", () => {
  const ids = labelledPhases(twoAttacks.phases).map(({ incidentId }) => incidentId);

  expect(ids).toEqual([undefined, "attack-1", undefined, "attack-2"]);
});

test("a closed loop plans no instants: they depend on the answers", () => {
  const plan = [...planRequests(twoAttacks, 1)];

  expect(plan.map(({ mode }) => mode)).toEqual(["normal", "normal", "attack", "load", "attack"]);
  expect(plan.every(({ offsetMs }) => offsetMs === undefined)).toBe(true);
});

test("a constant rate spaces requests evenly from the start", () => {
  const plan = [...planRequests({ ...twoAttacks, pacing: { kind: "constant", ratePerSecond: 50 } }, 1)];

  expect(plan.map(({ offsetMs }) => offsetMs)).toEqual([0, 20, 40, 60, 80]);
});

test("Poisson arrivals have the asked mean rate and depend on the seed alone", () => {
  const poisson: ResponseScenario = {
    ...twoAttacks,
    phases: [{ mode: "normal", requests: 10_000 }],
    pacing: { kind: "poisson", ratePerSecond: 100 },
  };
  const lastOffsetMs = [...planRequests(poisson, 1)].at(-1)?.offsetMs ?? 0;

  expect(lastOffsetMs / 100_000).toBeCloseTo(1, 1);
  expect([...planRequests(poisson, 1)]).toEqual([...planRequests(poisson, 1)]);
  expect([...planRequests(poisson, 2)]).not.toEqual([...planRequests(poisson, 1)]);
});
