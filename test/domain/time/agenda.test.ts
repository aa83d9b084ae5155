import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda } from "../../../domain/time/agenda.ts";

interface Item {
  readonly atMs: number;
  readonly isRemoved: boolean;
}

const items = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 20 }), isRemoved: fc.boolean() }));

function takeAll<T>(due: Agenda<T>): readonly T[] {
  const taken: T[] = [];
  for (let next = due.next(); next !== undefined; next = due.next()) taken.push(next.item);
  return taken;
}

test("items come out by instant, then by order of adding", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (instants) => {
      const due = new Agenda<number>();
      for (const [order, atMs] of instants.entries()) due.add(atMs, order);

      const out = instants.map(() => due.next()).map((entry) => ({ atMs: entry?.atMs, what: entry?.item }));

      const expected = instants.map((atMs, what) => ({ atMs, what })).toSorted((a, b) => a.atMs - b.atMs);
      expect(out).toEqual(expected);
    }),
  );
});

test("the remaining items come out by instant, then by order of adding", () => {
  fc.assert(
    fc.property(items, (things: readonly Item[]) => {
      const due = new Agenda<number>();

      const entries = things.map(({ atMs }, index) => due.add(atMs, index));
      entries.filter((_, index) => things[index]?.isRemoved).forEach((entry) => due.remove(entry));
      const taken = takeAll(due);

      const kept = things.map((thing, index) => ({ ...thing, index })).filter(({ isRemoved }) => !isRemoved);
      expect(taken).toEqual(kept.sort((one, other) => one.atMs - other.atMs).map(({ index }) => index));
    }),
  );
});

test("the earliest instant is that of the next item", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true })), (instants) => {
      const due = new Agenda<number>();
      for (const atMs of instants) due.add(atMs, atMs);

      for (let left = instants.length; left > 0; left -= 1) {
        expect(due.size).toBe(left);
        expect(due.earliestMs).toBe(due.next()?.item);
      }
    }),
  );
});

test("an empty agenda has no earliest instant and no next item", () => {
  const due = new Agenda<string>();

  expect([due.size, due.earliestMs, due.next()]).toEqual([0, undefined, undefined]);
});

test("a removed item does not come out, and can be removed only once", () => {
  const due = new Agenda<string>();
  const entry = due.add(1, "gone");
  due.add(2, "stays");

  expect([due.remove(entry), due.remove(entry)]).toEqual([true, false]);
  expect(due.next()?.item).toBe("stays");
  expect(due.next()).toBeUndefined();
});

test("removing an entry that is already out changes nothing", () => {
  const due = new Agenda<string>();
  const taken = due.add(1, "taken");
  const removed = due.add(2, "removed");
  due.add(3, "left");

  due.next();
  due.remove(taken);
  due.remove(removed);
  due.remove(removed);

  expect(takeAll(due)).toEqual(["left"]);
});
