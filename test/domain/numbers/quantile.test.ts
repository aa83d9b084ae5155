import { expect, test } from "vitest";
import { interpolatedQuantile, orderStatistic, upperMiddle } from "../../../domain/numbers/quantile.ts";

test.for([
  [[1, 2, 3, 4], 0.5, 4, 2, "the lower of the middle two"],
  [[1, 2, 3], 0.5, 3, 2, "the middle one"],
  [[1, 2, 3, 4], 0.75, 4, 3, "three of four do not exceed it"],
  [[1, 2, 3, 4], 0, 4, 1, "the smallest"],
  [[1, 2, 3, 4], 1, 4, 4, "the largest"],
  [[1, 2], 0.5, 4, 2, "the two that are lacking are larger"],
  [[1], 0.5, 4, undefined, "it is one of those that are lacking"],
  [[], 0.5, 0, undefined, "there is nothing"],
] as const)("the order statistic of %j at share %d of %i is %s: %s", ([ascending, share, count, value]) => {
  expect(orderStatistic(ascending, share, count)).toBe(value);
});

test.for([
  [[1, 2, 3], 2],
  [[1, 2, 3, 4], 3],
  [[], undefined],
] as const)("the upper middle of %j is %s", ([ascending, value]) => {
  expect(upperMiddle(ascending)).toBe(value);
});

test.for([
  [[1, 2, 3, 4, 5], 0.5, 3],
  [[1, 2], 0.5, 1.5],
  [[1, 2, 4], 0.9, 3.6],
  [[7], 0.9, 7],
  [[1, 9], 0, 1],
  [[1, 9], 1, 9],
] as const)("of %j the quantile %f is %f, interpolated as NumPy does", ([ascending, share, expected]) => {
  expect(interpolatedQuantile(ascending, share)).toBeCloseTo(expected, 12);
});
