import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import { changePoints } from "../../../domain/numbers/change-points.ts";

/** A level for each stretch of rows, with noise of one tenth. */
function steps(
  seed: number,
  stretches: readonly (readonly [rows: number, level: number])[],
): readonly number[] {
  const random = randomStream(seed, "steps")(0);
  return stretches.flatMap(([rows, level]) =>
    Array.from({ length: rows }, () => level + (random.uniform() - 0.5) / 5),
  );
}

function found(values: readonly number[]): readonly number[] {
  return changePoints(values.length, (row) => values[row] ?? 0);
}

test("a step is found at its row, wherever it is and whichever way it goes", () => {
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.integer({ min: 30, max: 970 }),
      fc.constantFrom(-2, 1, 3),
      (seed, row, step) => {
        const values = steps(seed, [
          [row, 5],
          [1000 - row, 5 + step],
        ]);

        expect(found(values)[0]).toBe(row);
      },
    ),
    { numRuns: 300 },
  );
});

test("the clearest of several steps comes first", () => {
  const values = steps(1, [
    [300, 1],
    [300, 2],
    [300, 6],
  ]);

  expect(found(values)).toEqual([600, 300]);
});

test("noise alone has no step, nor has a log that is too short for one", () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);

  expect(seeds.filter((seed) => found(steps(seed, [[1000, 5]])).length > 0)).toEqual([]);
  expect([[], [1], [1, 1, 9, 9]].map(found)).toEqual([[], [], []]);
});
