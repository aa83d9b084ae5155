import fc from "fast-check";
import { expect, test } from "vitest";
import { ascendingOrder, rearrange } from "../../../log/response/recorded-log.ts";

const values = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 });

test("values ascend in their order, and equal ones stay as they stood", () => {
  fc.assert(
    fc.property(values, (given) => {
      const sorted = given.map((value, at) => [value, at] as const).toSorted((a, b) => a[0] - b[0]);

      expect([...ascendingOrder(Float64Array.from(given))]).toEqual(sorted.map(([, at]) => at));
    }),
  );
});

test("columns put into an order keep their rows together", () => {
  fc.assert(
    fc.property(values, (given) => {
      const [first, second] = [Float64Array.from(given), Uint32Array.from(given, (value) => value * 3)];
      const order = ascendingOrder(first);

      rearrange([first, second], order);

      expect([...first]).toEqual(given.toSorted((a, b) => a - b));
      expect([...second]).toEqual(Array.from(first, (value) => value * 3));
    }),
  );
});
