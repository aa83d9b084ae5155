import fc from "fast-check";
import { expect, test } from "vitest";
import { generations } from "../../../detector/traffic/generations.ts";

test("the newest `room` keys are always kept, and never more than twice as many", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.integer({ min: 0, max: 40 })), (room, keys) => {
      const kept = generations<number>(room);
      for (const key of keys) kept.set(String(key), key);

      const newest = [...new Set(keys.toReversed())].slice(0, room);

      expect(kept.entries().length).toBeLessThanOrEqual(2 * room);
      expect(newest.map((key) => kept.get(String(key)))).toEqual(newest);
    }),
  );
});
