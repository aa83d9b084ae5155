import fc from "fast-check";
import { expect, test } from "vitest";
import { focus, Focus } from "../../../detector/series/focus.ts";
import { testDetectorContract } from "../contract.ts";

testDetectorContract(focus);

/** The largest likelihood ratio over every possible change. */
function exhaustive(values: readonly number[]): number {
  let best = 0;
  for (let from = 0; from < values.length; from += 1) {
    const risen = values.slice(from).reduce((sum, value) => sum + value, 0);
    if (risen > 0) best = Math.max(best, (risen * risen) / (2 * (values.length - from)));
  }
  return best;
}

test("pruning does not change the score: it is the largest over all changes", () => {
  const series = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 80 });

  fc.assert(
    fc.property(series, (values) => {
      const focusing = new Focus();

      const scores = values.map((value) => focusing.next(value));

      for (const [at, score] of scores.entries())
        expect(score).toBeCloseTo(exhaustive(values.slice(0, at + 1)), 8);
    }),
  );
});

test("the room for corners grows: a curve that bends upward keeps all 500 corners", () => {
  const focusing = new Focus();
  const values = Array.from({ length: 500 }, (_, at) => 0.001 * (at + 1));

  const scores = values.map((value) => focusing.next(value));

  expect(scores.at(-1)).toBeCloseTo(exhaustive(values), 8);
});

test("after a reset the earlier values do not count", () => {
  const focusing = new Focus();
  focusing.next(3);
  focusing.reset();

  expect(focusing.next(1)).toBe(0.5);
});
