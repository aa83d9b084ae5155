import fc from "fast-check";
import { expect, test } from "vitest";

import { newestWindow } from "../../../detector/series/knn.ts";

test("it holds the newest values in order of arrival, zeros before there are enough", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (values, size) => {
      const newest = newestWindow(size);

      for (const value of values) newest.push(value);

      const from = newest.from();
      const padded = [...Array.from({ length: size }, () => 0), ...values];
      expect([...newest.values.subarray(from, from + size)]).toEqual(padded.slice(-size));
    }),
  );
});
