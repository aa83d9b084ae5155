import fc from "fast-check";
import { expect, test } from "vitest";
import { PointColumns, seriesCollector } from "../../../domain/results/picture.ts";

function collected(values: readonly number[]) {
  const { add, finish } = seriesCollector();
  for (const [index, value] of values.entries()) add({ index, atMs: index, value, failed: false });
  return finish();
}

test("a short series is kept as it is", () => {
  expect(collected([3, 1, 2]).map(({ value }) => value)).toEqual([3, 1, 2]);
});

test("a long series keeps its extremes at their places, in order, in at most 8,000 points", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60_000 }), fc.nat(), fc.nat(), (length, high, low) => {
      const [highAt, lowAt] = [high % length, low % length];
      fc.pre(highAt !== lowAt);
      const values = Array.from({ length }, (_, at) => (at === highAt ? 9 : at === lowAt ? -9 : at % 5));

      const points = collected(values);

      const indexes = points.map(({ index }) => index);
      return (
        points.length <= 8000 &&
        indexes.includes(highAt) &&
        indexes.includes(lowAt) &&
        indexes.every((index, at) => at === 0 || index > (indexes[at - 1] ?? 0))
      );
    }),
    { numRuns: 30 },
  );

  expect(collected(Array.from({ length: 60_000 }, (_, at) => at)).length).toBeLessThanOrEqual(8000);
});

test("points kept in columns are the points that were added, one by one and in order", () => {
  const point = fc.record(
    {
      index: fc.nat(),
      atMs: fc.double({ noNaN: true }),
      value: fc.double({ noNaN: true }),
      failed: fc.boolean(),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(point, { maxLength: 600, size: "max" }), (points) => {
      const columns = new PointColumns();
      for (const one of points) columns.add(one);

      expect([...columns]).toStrictEqual(points);
      expect(columns).toHaveLength(points.length);
      expect([-1, 0, points.length - 1, points.length].map((place) => columns.at(place))).toStrictEqual(
        [-1, 0, points.length - 1, points.length].map((place) => points[place]),
      );
    }),
  );
});
