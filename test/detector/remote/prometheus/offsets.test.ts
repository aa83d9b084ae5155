import { expect, test } from "vitest";
import { chosenOffsets, offsetGrid, startShare } from "../../../../detector/remote/prometheus/offsets.ts";

const never = Infinity;

test.for([
  [[30, 10, 20], 2, "the median by first alert"],
  [[10, 10, 10], 1, "the middle of the grid when all are equal"],
  [[never, 10, never], 0, "most of them never fire"],
  [[10, never, 20], 2, "most of them fire"],
] as const)("with first alerts at %j, pinned chooses index %i: %s", ([firstMs, offset]) => {
  expect([1, 2].map((seed) => chosenOffsets("pinned", seed, firstMs))).toEqual([offset, offset]);
});

test("sampled draws every index of the grid, and the same one for the same seed", () => {
  const firstMs = offsetGrid.map(() => never);
  const drawn = Array.from({ length: 300 }, (_, seed) => chosenOffsets("sampled", seed, firstMs));

  expect(new Set(drawn).size).toBe(offsetGrid.length);
  expect(chosenOffsets("sampled", 7, firstMs)).toBe(drawn[7]);
});

test("in wall time pinned drills start halfway between two scrapes, sampled ones anywhere", () => {
  const shares = Array.from({ length: 300 }, (_, seed) => startShare("sampled", seed));

  expect(startShare("pinned", 1)).toBe(0.5);
  expect(Math.min(...shares)).toBeLessThan(0.02);
  expect(Math.max(...shares)).toBeGreaterThan(0.98);
});
