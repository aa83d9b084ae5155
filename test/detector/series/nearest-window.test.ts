import fc from "fast-check";
import { expect, test } from "vitest";

import type { WindowSet } from "../../../detector/series/nearest-window.ts";
import { nearestDistances, slidingWindows } from "../../../detector/series/nearest-window.ts";
import { goldenCsv, goldenEdgeCases, goldenRun, referenceRuns } from "../golden.ts";

function nearest(set: WindowSet, window: readonly number[], k: number): readonly number[] {
  const distances = new Float64Array(k);
  nearestDistances(set, Float64Array.from(window), 0, distances);
  return [...distances];
}

function matrix(rows: readonly (readonly number[])[]): WindowSet {
  const size = rows[0]?.length ?? 0;
  return { values: Float64Array.from(rows.flat()), size, stride: size, count: rows.length };
}

test.for(goldenEdgeCases())("distances are exact: $name", ({ k, train, test: queries, exact }) => {
  const set = matrix(train);

  const distances = queries.map((query) => nearest(set, query, k));

  const off = distances.flat().map((distance, index) => Math.abs(distance - (exact.flat()[index] ?? 0)));
  expect(off).toHaveLength(exact.flat().length);
  expect(Math.max(...off)).toBeLessThan(1e-12);
});

test.for(
  referenceRuns.flatMap((run) => [30, 50].flatMap((reference) => [1, 3].map((k) => ({ run, reference, k })))),
)("on $run, first $reference rows, k $k, distances are scikit-learn's", ({ run, reference, k }) => {
  const seconds = goldenRun(run).responseTimesS;
  const set = slidingWindows(Float64Array.from(seconds.slice(0, reference)), 10);
  const expected = goldenCsv(`${run}.reference.csv`).map((row) => row[`first${reference}_k${k}`]);

  const distances = seconds.map((_, index) =>
    index < reference + 9 ? undefined : nearest(set, seconds.slice(index - 9, index + 1), k)[k - 1],
  );

  expect(distances.map((distance) => distance === undefined)).toEqual(
    expected.map((distance) => distance === undefined),
  );
  const off = distances.map((distance, index) => Math.abs((distance ?? 0) - (expected[index] ?? 0)));
  expect(Math.max(...off)).toBeLessThan(1e-6);
});

test("30 values have 21 windows of ten; nine values have none", () => {
  const counts = [30, 10, 9].map((length) => slidingWindows(new Float64Array(length), 10).count);

  expect(counts).toEqual([21, 1, 0]);
});

test("distances beyond the number of windows are infinite", () => {
  const distances = nearest(matrix([[0, 0]]), [3, 4], 3);

  expect(distances).toEqual([5, Infinity, Infinity]);
});

test("a window with a NaN value is infinitely far", () => {
  const set = matrix([
    [0, 0],
    [Number.NaN, 3],
  ]);

  expect(nearest(set, [3, 4], 2)).toEqual([5, Infinity]);
  expect(nearest(set, [Number.NaN, 4], 1)).toEqual([Infinity]);
});

test("stopping a sum early does not change the distances", () => {
  const value = fc.double({ min: 0, max: 2, noNaN: true });
  const series = fc.array(value, { minLength: 4, maxLength: 40 });
  const query = fc.tuple(value, value, value, value);

  fc.assert(
    fc.property(series, query, fc.integer({ min: 1, max: 5 }), (values, window, k) => {
      const set = slidingWindows(Float64Array.from(values), 4);
      const all = Array.from({ length: set.count }, (_, from) => {
        let sum = 0;
        for (const [offset, queried] of window.entries()) {
          const difference = queried - (values[from + offset] ?? 0);
          sum += difference * difference;
        }
        return Math.sqrt(sum);
      });
      const expected = all.toSorted((a, b) => a - b).slice(0, k);

      expect(nearest(set, window, k).slice(0, expected.length)).toEqual(expected);
    }),
  );
});
