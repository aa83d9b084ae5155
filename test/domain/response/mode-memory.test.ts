import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import type { Mode } from "../../../domain/response/modes.ts";
import { freshModeMemory, originalModes, serveRequest } from "../../../domain/response/modes.ts";

const { normal, attack, load } = originalModes;
const even = { kind: "uniform", minMs: 20, maxMs: 80 } as const;

function waitsOf(modes: readonly Mode[]): readonly number[] {
  let memory = freshModeMemory;
  const chance = randomStream(1, "mode");
  return modes.map((mode, requestIndex) => {
    const served = serveRequest(mode, memory, { nowMs: 0, requestIndex, random: chance(requestIndex) });
    ({ memory } = served);
    return served.waitMs ?? Infinity;
  });
}

test.for([
  [[normal, normal], [10, 10], "health is constant"],
  [[normal, attack, attack], [10, 500, 500], "an attack is a jump that stays"],
  [[load, load, load], [10, 20, 30], "on a fresh server load starts at one step"],
  [[normal, load, load], [10, 20, 30], "load climbs from health"],
  [[attack, load, load], [500, 510, 520], "load climbs from an attack"],
  [[even, even, even], [24.678, 43.024, 45.772], "a spread is drawn anew for each request"],
  [[{ kind: "uniform", minMs: 30, maxMs: 30 }, load], [30, 40], "a spread may be nothing"],
  [[load, load, normal, load], [10, 20, 10, 20], "health ends the climb"],
  [
    [
      { kind: "load", stepMs: 0.1 },
      { kind: "load", stepMs: 0.1 },
      { kind: "load", stepMs: 0.1 },
    ],
    [0.1, 0.2, 0.3],
    "waits are whole microseconds",
  ],
] as const)("modes %j wait %j: %s", ([modes, waits]) => {
  expect(waitsOf(modes)).toEqual(waits);
});

test("a uniform wait covers the range between its bounds and never leaves it", () => {
  const waits = waitsOf(Array.from({ length: 1000 }, () => even)).toSorted((a, b) => a - b);

  expect(waits[0]).toBeGreaterThanOrEqual(20);
  expect(waits[0]).toBeLessThan(21);
  expect(waits[999]).toBeLessThan(80);
  expect(waits[999]).toBeGreaterThan(79);
  expect(waits[500]).toBeGreaterThan(45);
  expect(waits[500]).toBeLessThan(55);
});

test("the n-th load after any wait is n steps longer", () => {
  const wholeMs = fc.integer({ min: 0, max: 10_000 });

  fc.assert(
    fc.property(wholeMs, wholeMs, fc.integer({ min: 1, max: 50 }), (delayMs, stepMs, times) => {
      const modes: readonly Mode[] = [
        { kind: "attack", delayMs },
        ...Array.from({ length: times }, () => ({ kind: "load", stepMs }) as const),
      ];

      expect(waitsOf(modes).at(-1)).toBe(delayMs + times * stepMs);
    }),
  );
});
