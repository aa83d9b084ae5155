import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SlidingMaximum } from "../../../domain/numbers/sliding-maximum.ts";

test("there is no largest value before the first", () => {
  expect(new SlidingMaximum(3).value).toBeUndefined();
});

test("it is the largest of the newest values, whatever they are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 8 }),
      (values, size) => {
        const maximum = new SlidingMaximum(size);
        for (const [index, value] of values.entries()) {
          maximum.add(value);
          expect(maximum.value).toBe(Math.max(...values.slice(Math.max(0, index + 1 - size), index + 1)));
        }
      },
    ),
  );
});
