import { expect, test } from "vitest";
import { estimatedLengthMs } from "../../scenarios/length.ts";
import { findScenario } from "../../scenarios/registry.ts";

test.for([
  ["rapidly", 250_500, "299 waits of 500 ms, 100 answers of 10 and 200 of 500"],
  ["slowly", 353_500, "the last answer takes 2 010 ms"],
  ["complex", 227_500, "the load climbs from 10 ms, not from the attack's 500"],
  ["healthy", 152_500, "299 waits and 300 answers"],
] as const)("%s takes %i ms: %s", ([name, expected]) => {
  expect(estimatedLengthMs(findScenario(name))).toBe(expected);
});

test("an open loop takes as long as its schedule, whatever the answers do", () => {
  const slow = findScenario("rapidly");

  expect(estimatedLengthMs({ ...slow, pacing: { kind: "constant", ratePerSecond: 10 } })).toBe(29_900);
  expect(estimatedLengthMs({ ...slow, pacing: { kind: "poisson", ratePerSecond: 100 } })).toBe(2990);
});

test("a uniform wait counts with its middle", () => {
  const scenario = findScenario("healthy");
  const modes = { normal: { kind: "uniform", minMs: 20, maxMs: 80 } } as const;

  expect(estimatedLengthMs({ ...scenario, modes })).toBe(299 * 500 + 300 * 50);
});

test("a load after an attack climbs from the attack's height", () => {
  const scenario = findScenario("rapidly");
  const phases = [
    { mode: "attack", requests: 1 },
    { mode: "load", requests: 2 },
  ];

  expect(estimatedLengthMs({ ...scenario, phases, pacing: { kind: "closed", waitMs: 0 } })).toBe(
    500 + 510 + 520,
  );
});
