import { expect, test } from "vitest";
import { responseLengthMs } from "../../../scenarios/response/length.ts";
import { responseScenario } from "./response-scenarios.ts";

test.for([
  ["rapidly", 250_500, "299 waits of 500 ms, 100 answers of 10 and 200 of 500"],
  ["slowly", 353_500, "the last answer takes 2 010 ms"],
  ["complex", 227_500, "the load climbs from 10 ms, not from the attack's 500"],
  ["healthy", 152_500, "299 waits and 300 answers"],
] as const)("%s takes %i ms: %s", ([name, expected]) => {
  expect(responseLengthMs(responseScenario(name))).toBe(expected);
});

test("an open loop takes as long as its schedule, whatever the answers", () => {
  const slow = responseScenario("rapidly");

  expect(responseLengthMs({ ...slow, pacing: { kind: "constant", ratePerSecond: 10 } })).toBe(29_900);
  expect(responseLengthMs({ ...slow, pacing: { kind: "poisson", ratePerSecond: 100 } })).toBe(2990);
});

test("the length of a phase with its own rate follows from that rate", () => {
  const slow = responseScenario("rapidly");
  const phases = [
    { mode: "normal", requests: 100 },
    { mode: "normal", requests: 200, ratePerSecond: 100 },
  ];

  expect(responseLengthMs({ ...slow, phases, pacing: { kind: "constant", ratePerSecond: 10 } })).toBe(11_900);
});

test("a uniform wait counts as its midpoint", () => {
  const scenario = responseScenario("healthy");
  const modes = { normal: { kind: "uniform", minMs: 20, maxMs: 80 } } as const;

  expect(responseLengthMs({ ...scenario, modes })).toBe(299 * 500 + 300 * 50);
});

test.for([
  [
    [
      { mode: "normal", requests: 2 },
      { mode: "silence", forMs: 5000 },
      { mode: "normal", requests: 2 },
    ],
    6540,
    "a silence",
  ],
  [[{ mode: "hang", requests: 2 }], 4500, "a hang ends at its time-out"],
  [
    [{ mode: "hang", requests: 10, share: 0.1 }],
    4500 + 2000 + 90,
    "one in ten hangs, the others are healthy",
  ],
  [[{ mode: "dribble", requests: 1 }], 90, "all chunks of a dribble"],
] as const)("%j takes %i ms: %s", ([phases, expected]) => {
  const modes = {
    normal: { kind: "normal", delayMs: 10 },
    hang: { kind: "hang" },
    dribble: { kind: "dribble", delayMs: 10, chunks: 3, everyMs: 40 },
    silence: { kind: "silence" },
  } as const;

  expect(responseLengthMs({ ...responseScenario("rapidly"), modes, phases, timeoutMs: 2000 })).toBe(expected);
});

test("a load after an attack climbs from the attack's wait", () => {
  const scenario = responseScenario("rapidly");
  const phases = [
    { mode: "attack", requests: 1 },
    { mode: "load", requests: 2 },
  ];

  expect(responseLengthMs({ ...scenario, phases, pacing: { kind: "closed", waitMs: 0 } })).toBe(
    500 + 510 + 520,
  );
});
