import { expect, test } from "vitest";
import { normalCumulative, normalUpperTail } from "../../../domain/numbers/normal.ts";
import { cusumRunLength, gaussLegendre } from "../../../domain/numbers/run-length.ts";
import { gaussianFloor } from "../../../score/response/optimal-cusum.ts";

test.for([
  [5, 0, 930.9],
  [5, 1, 10.38],
  [4, 0, 335.4],
  [4, 1, 8.38],
] as const)("a CUSUM with k = 0.5 and h = %i at mean %i runs for %d observations", ([h, mean, expected]) => {
  expect(cusumRunLength(0.5, h, mean)).toBeCloseTo(expected, expected > 100 ? 1 : 2);
});

test.for([
  [0.25, [83.4, 152.6, 299.2]],
  [0.5, [31.1, 49.1, 85.9]],
  [1, [10.52, 15.09, 24.3]],
  [2, [3.41, 4.56, 6.86]],
  [3, [1.79, 2.32, 3.34]],
  [5, [1.03, 1.1, 1.44]],
  [330, [1, 1, 1]],
] as const)(
  "a shift of %d sd cannot be noticed faster than %j at ARL0 1e3, 1e4 and 1e6",
  ([shift, floors]) => {
    for (const [at, arl0] of [1e3, 1e4, 1e6].entries()) {
      const expected = floors[at] ?? 0;
      expect(gaussianFloor(shift, arl0)).toBeCloseTo(expected, expected > 20 ? 1 : 2);
    }
  },
);

test.for([
  [0, 0.5],
  [1, 0.841_344_746_068_542_9],
  [-3, 0.001_349_898_031_630_094_6],
  [-6, 9.865_876_450_376_98e-10],
] as const)("the normal distribution at %d is %d", ([at, expected]) => {
  expect(normalCumulative(at) / expected).toBeCloseTo(1, 8);
  expect(normalUpperTail(-at)).toBe(normalCumulative(at));
});

test("the quadrature is exact for polynomials", () => {
  const { nodes, weights } = gaussLegendre(8, 2);
  const integral = nodes.reduce((sum, node, at) => sum + (weights[at] ?? 0) * node ** 9, 0);

  expect(integral).toBeCloseTo(2 ** 10 / 10, 9);
});
