import { expect, test } from "vitest";
import { boxOf } from "../../../report/svg/box.ts";

test("quartiles lie between two values in proportion", () => {
  const box = boxOf([10, 2, 1, 3].map((value) => ({ value, count: 1 })));

  expect(box).toEqual({
    count: 4,
    mean: 4,
    min: 1,
    lowerQuartile: 1.75,
    median: 2.5,
    upperQuartile: 4.75,
    max: 10,
    whiskers: [1, 3],
    outliers: [10],
  });
});

test("a value that occurs often counts as often", () => {
  const box = boxOf([
    { value: 5, count: 3 },
    { value: 1, count: 1 },
    { value: 9, count: 1 },
  ]);

  expect(box).toMatchObject({ count: 5, mean: 5, lowerQuartile: 5, median: 5, upperQuartile: 5 });
  expect(box).toMatchObject({ whiskers: [5, 5], outliers: [1, 9] });
});

test("of one value all figures are that value", () => {
  expect(boxOf([{ value: 7, count: 1 }])).toEqual({
    count: 1,
    mean: 7,
    min: 7,
    lowerQuartile: 7,
    median: 7,
    upperQuartile: 7,
    max: 7,
    whiskers: [7, 7],
    outliers: [],
  });
});

test("of nothing there is no box", () => {
  expect(boxOf([])).toBeUndefined();
  expect(boxOf([{ value: 3, count: 0 }])).toBeUndefined();
});
