import fc from "fast-check";
import { expect, test } from "vitest";
import { countUpTo, firstIndex } from "../../../domain/numbers/search.ts";

const numbers = fc.array(fc.integer({ min: 0, max: 20 })).map((all) => all.toSorted((a, b) => a - b));

test("values up to the limit are counted, including equal ones", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: -1, max: 21 }), (ascending, limit) => {
      expect(countUpTo(ascending, limit)).toBe(ascending.filter((number) => number <= limit).length);
      expect(countUpTo(Float64Array.from(ascending), limit)).toBe(countUpTo(ascending, limit));
    }),
  );
});

test.for([
  [0, 10, 4, 4, "the first that holds"],
  [5, 10, 4, 5, "all of them hold"],
  [0, 3, 4, 3, "none of them holds"],
  [7, 7, 4, 7, "there is none"],
] as const)("in [%i, %i) a claim that holds from %i on first holds at %i: %s", ([from, until, on, first]) => {
  expect(firstIndex(from, until, (index) => index >= on)).toBe(first);
});
