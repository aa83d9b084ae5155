import { expect, test } from "vitest";
import { labelledPhases } from "../../../domain/phases/phase.ts";
import { originalModes } from "../../../domain/response/modes.ts";
import { planRequests } from "../../../domain/response/plan.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";

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

test("every phase with a mode other than normal is an incident unless it says otherwise", () => {
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

test("a phase with its own rate uses it for the gap before each of its requests", () => {
  const [first, ...others] = twoAttacks.phases;
  const phases =
    first === undefined ? [] : [first, { mode: "attack", requests: 2, ratePerSecond: 500 }, ...others];
  const scenario: ResponseScenario = {
    ...twoAttacks,
    phases,
    pacing: { kind: "constant", ratePerSecond: 50 },
  };

  expect([...planRequests(scenario, 1)].map(({ offsetMs }) => offsetMs)).toEqual([0, 20, 22, 24, 44, 64, 84]);
});

test("Poisson arrivals have the configured mean rate and depend on the seed alone", () => {
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

test("in a phase with a share each request meets the mode or normal, depending on the seed", () => {
  const shared: ResponseScenario = {
    ...twoAttacks,
    phases: [{ mode: "attack", requests: 10_000, share: 0.1 }],
  };

  const plan = [...planRequests(shared, 1)];

  const met = plan.filter(({ mode }) => mode === "attack");
  expect(met.length / plan.length).toBeCloseTo(0.1, 2);
  expect(met.every(({ incident }) => incident === "attack-1")).toBe(true);
  expect(plan.every(({ mode, incident }) => (mode === "normal") === (incident === undefined))).toBe(true);
  expect([...planRequests(shared, 1)]).toEqual(plan);
  expect([...planRequests(shared, 2)]).not.toEqual(plan);
});

function planOf(phases: ResponseScenario["phases"]) {
  return [...planRequests({ ...twoAttacks, phases }, 1)];
}

test("a share does not change the requests of other phases", () => {
  const attack = { mode: "attack", requests: 3 };
  const load = { mode: "load", requests: 3 };

  expect(planOf([{ ...attack, share: 0 }, load]).slice(3)).toEqual(planOf([attack, load]).slice(3));
});

const silent: ResponseScenario = {
  ...twoAttacks,
  phases: [
    { mode: "normal", requests: 2 },
    { mode: "silence", forMs: 5000 },
    { mode: "normal", requests: 2 },
  ],
};

test("a silence affects the first request after it, which was due when it began", () => {
  expect([...planRequests(silent, 1)]).toEqual([
    { index: 0, mode: "normal" },
    { index: 1, mode: "normal" },
    { index: 2, mode: "normal", silentMs: 5000, rowMode: "silence", incident: "silence-1" },
    { index: 3, mode: "normal" },
  ]);
});

test("an open loop continues after a silence as if no time had passed", () => {
  const plan = planRequests({ ...silent, pacing: { kind: "constant", ratePerSecond: 10 } }, 1);

  expect([...plan].map(({ offsetMs }) => offsetMs)).toEqual([0, 100, 200, 5300]);
});

test("a silence that is not an incident delays requests without affecting them", () => {
  const phases = silent.phases.map((phase) => ("forMs" in phase ? { ...phase, incident: false } : phase));

  expect([...planRequests({ ...silent, phases }, 1)][2]).toEqual({
    index: 2,
    mode: "normal",
    silentMs: 5000,
  });
});
