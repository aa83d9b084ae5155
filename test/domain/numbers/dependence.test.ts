import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../../domain/chance/random.ts";
import {
  chanceAutocorrelation,
  dependenceOf,
  normalCorrelation,
} from "../../../domain/numbers/dependence.ts";

function autoregression(seed: number, count: number, correlation: number): readonly number[] {
  const random = randomStream(seed, "autoregression")(0);
  const fresh = Math.sqrt(1 - correlation * correlation);
  let value = random.normal();
  return Array.from({ length: count }, () => {
    const before = value;
    value = correlation * value + fresh * random.normal();
    return before;
  });
}

test("independent values are all effective, and need no blocks", () => {
  const found = dependenceOf(autoregression(1, 20_000, 0));

  expect(found).toMatchObject({ rows: 20_000, effectiveRows: 20_000, blockRows: 1 });
  expect(found?.rankAutocorrelations).toHaveLength(5);
  expect(Math.abs(found?.rankAutocorrelations[0] ?? 1)).toBeLessThan(chanceAutocorrelation(20_000));
});

test.for([
  [0.2, 1.5, 42],
  [0.5, 3, 134],
  [0.8, 9, 445],
] as const)(
  "at a correlation of %d the variance of a sum is %d times as large, and a block of %i rows misses a hundredth",
  ([correlation, variance, block]) => {
    const { rankAutocorrelations, effectiveRows, blockRows } = dependenceOf(
      autoregression(2, 50_000, correlation),
    ) ?? { rankAutocorrelations: [], effectiveRows: 0, blockRows: 0 };

    expect(normalCorrelation(rankAutocorrelations[0] ?? 0)).toBeCloseTo(correlation, 1.5);
    expect(50_000 / effectiveRows / variance).toBeGreaterThan(0.9);
    expect(50_000 / effectiveRows / variance).toBeLessThan(1.1);
    expect(blockRows / block).toBeGreaterThan(0.75);
    expect(blockRows / block).toBeLessThan(1.25);
  },
);

test("neighbors that balance each other determine a mean better than independent values", () => {
  expect(dependenceOf(autoregression(3, 5000, -0.5))?.effectiveRows).toBeGreaterThan(10_000);
});

test("only the order of the values counts, not their size", () => {
  const values = autoregression(4, 500, 0.5);

  expect(dependenceOf(values.map(Math.exp))).toEqual(dependenceOf(values));
});

test("equal values share a rank", () => {
  const waves = Array.from({ length: 400 }, (_, at) => (at % 40 < 20 ? 0 : 1));

  expect(dependenceOf(waves)?.rankAutocorrelations[0]).toBeCloseTo(0.9, 1);
});

test.for([
  [[], "nothing"],
  [Array.from({ length: 19 }, (_, at) => at), "nineteen values"],
  [Array.from({ length: 100 }, () => 7), "equal values"],
] as const)("%j has no dependence to measure: %s", ([values]) => {
  expect(dependenceOf(values)).toBeUndefined();
});

test("whatever the values are, autocorrelations are from -1 to 1, and blocks and effective rows are usable", () => {
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 20, maxLength: 200 });
  fc.assert(
    fc.property(values, (some) => {
      const found = dependenceOf(some);
      fc.pre(found !== undefined);
      for (const one of found.rankAutocorrelations) expect(Math.abs(one)).toBeLessThanOrEqual(1);
      expect(found.effectiveRows).toBeGreaterThan(0);
      expect(Number.isInteger(found.blockRows) && found.blockRows >= 1).toBe(true);
    }),
    { numRuns: 300 },
  );
});
