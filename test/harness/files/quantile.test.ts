import fc from "fast-check";
import { expect, test } from "vitest";
import { quantileOf } from "../../../harness/response/importer.ts";

test("a quantile is the value at its rank in the sorted values", () => {
  const values = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 40 });
  const share = fc.constantFrom(0.01, 0.5, 0.9, 0.99, 1);
  fc.assert(
    fc.property(values, share, (given, wanted) => {
      const sorted = given.toSorted((a, b) => a - b);

      expect(quantileOf(Uint32Array.from(given), wanted)).toBe(sorted[Math.ceil(wanted * sorted.length) - 1]);
    }),
  );
});

test("a quantile of no values is 0", () => {
  expect(quantileOf(new Uint32Array(0), 0.5)).toBe(0);
});
