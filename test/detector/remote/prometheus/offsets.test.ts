import { expect, test } from "vitest";
import { chosenOffsets, offsetGrid, startShare } from "../../../../detector/remote/prometheus/offsets.ts";

const never = Infinity;

test.for([
  [[30, 10, 20], 2, "the middle in order of the first alert"],
  [[10, 10, 10], 1, "the middle in order of the grid where all are the same"],
  [[never, 10, never], 0, "most of them never fire"],
  [[10, never, 20], 2, "most of them fire"],
] as const)("of first alerts at %j pinned is number %i: %s", ([firstMs, offset]) => {
  expect([1, 2].map((seed) => chosenOffsets("pinned", seed, firstMs))).toEqual([offset, offset]);
});

test("sampled draws every place of the grid, whatever happens there, and the same one for the same seed", () => {
  const firstMs = offsetGrid.map(() => never);
  const drawn = Array.from({ length: 300 }, (_, seed) => chosenOffsets("sampled", seed, firstMs));

  expect(new Set(drawn).size).toBe(offsetGrid.length);
  expect(chosenOffsets("sampled", 7, firstMs)).toBe(drawn[7]);
});

test("in wall time pinned drills begin in the middle between two scrapes, sampled ones anywhere", () => {
  const shares = Array.from({ length: 300 }, (_, seed) => startShare("sampled", seed));

  expect(startShare("pinned", 1)).toBe(0.5);
  expect(Math.min(...shares)).toBeLessThan(0.02);
  expect(Math.max(...shares)).toBeGreaterThan(0.98);
});
