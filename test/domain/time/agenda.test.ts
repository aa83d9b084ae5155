import fc from "fast-check";
import { expect, test } from "vitest";
import { agenda } from "../../../domain/time/agenda.ts";

test("things come out by instant, and by order of adding within one instant", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (instants) => {
      const due = agenda<number>();
      for (const [order, atMs] of instants.entries()) due.add(atMs, order);

      const out = instants.map(() => due.next());

      const expected = instants.map((atMs, what) => ({ atMs, what })).toSorted((a, b) => a.atMs - b.atMs);
      expect(out).toEqual(expected);
    }),
  );
});

test("what is removed does not come out, and can be removed only once", () => {
  const due = agenda<string>();
  const entry = due.add(1, "gone");
  due.add(2, "stays");

  expect([due.remove(entry), due.remove(entry)]).toEqual([true, false]);
  expect(due.next()?.what).toBe("stays");
  expect(due.next()).toBeUndefined();
});
