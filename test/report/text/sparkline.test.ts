import fc from "fast-check";
import { expect, test } from "vitest";
import { responsePoint } from "../../../domain/response/picture.ts";
import type { SeriesPoint } from "../../../domain/results/picture.ts";
import { columnOf, columnsFor, rowsOf, sparkline } from "../../../report/text/sparkline.ts";

function series(elapsed: readonly number[], failedAt: readonly number[] = []): readonly SeriesPoint[] {
  return elapsed.map((elapsedMs, index) => ({
    index,
    atMs: index * 1000,
    value: elapsedMs,
    failed: failedAt.includes(index),
  }));
}

function ramp(count: number): readonly number[] {
  return Array.from({ length: count }, (_, step) => 10 * step + 20);
}

test.for([
  [[14, 11, 500, 510], "▁▁██", "linear", "a jump from 14 to 500 ms is a step"],
  [[14, ...ramp(16).slice(0, 15)], "▁▂▂▃▃▄▄▅▅▆▆▇▇███", "linear", "a climb by 10 ms a request is a slope"],
  [[14, 500, 20_000], "▁▄█", "log", "a timeout does not hide that 500 is more than 14"],
  [[10, 10, 10], "███", "linear", "a constant is flat"],
  [[0, 0], "▁▁", "linear", "no time at all is the lowest bar"],
] as const)("%j is %s, %s: %s", ([elapsed, cells, kind]) => {
  const spark = sparkline(series(elapsed), 80);

  expect([spark.cells.join(""), spark.scale?.kind]).toEqual([cells, kind]);
});

test("the slowest row of a column decides, so that one spike among hundreds is seen", () => {
  const elapsed = Array.from({ length: 1000 }, (_, row) => (row === 517 ? 400 : 12));

  const { cells } = sparkline(series(elapsed), 10);

  expect(cells.join("")).toBe("▁▁▁▁▁█▁▁▁▁");
});

test("a failed request is told apart and does not press the others down", () => {
  const spark = sparkline(series([10, 20_000, 20, 40], [1]), 80);

  expect(spark.cells.join("")).toBe("▃·▅█");
  expect(spark.failed).toEqual([false, true, false, false]);
  expect(spark.scale).toEqual({ kind: "linear", low: 0, high: 40 });
});

test("a column where only some requests failed keeps its curve", () => {
  const spark = sparkline(series([10, 20_000, 20, 40, 30, 30], [1, 2]), 3);

  expect(spark.cells.join("")).toBe("▃█▇");
  expect(spark.failed).toEqual([true, true, false]);
});

test("when all requests failed there is no scale", () => {
  const { cells, scale } = sparkline(series([1, 2], [0, 1]), 80);

  expect(cells).toEqual(["·", "·"]);
  expect(scale).toBeUndefined();
});

test("without rows there is nothing to draw", () => {
  expect(sparkline([], 80).cells).toEqual([]);
});

test.for([
  [{ kind: "completed", status: 200, responseMs: 5 }, 5, false, "an answer is one"],
  [{ kind: "completed", status: 503, responseMs: 5 }, 5, true, "an error status is a failure"],
  [{ kind: "failed", error: "TIMEOUT", afterMs: 9 }, 9, true, "no answer is a failure"],
  [{ kind: "open", ageMs: 7 }, 7, false, "an open request may still be answered"],
] as const)("%j takes %d ms, failed %s: %s", ([outcome, elapsedMs, failed]) => {
  const point = responsePoint({
    kind: "response",
    index: 3,
    atMs: 20,
    plannedAtMs: 10,
    sentAtMs: 10,
    outcome,
  });

  expect(point).toEqual({ index: 3, atMs: 20, value: elapsedMs, failed });
});

test("every row has one column, and it is the column that shows it", () => {
  const any = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 120 }));

  fc.assert(
    fc.property(any, ([rows, width]) => {
      const columns = columnsFor(rows, width);

      for (let row = 0; row < rows; row += 1) {
        const { from, until } = rowsOf(columns, columnOf(columns, row));
        expect(from <= row && row < until).toBe(true);
      }
    }),
  );
});
