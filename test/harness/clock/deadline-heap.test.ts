import fc from "fast-check";
import { expect, test } from "vitest";
import { deadlineHeap } from "../../../harness/clock/deadline-heap.ts";
import type { DeadlineHeap } from "../../../harness/clock/deadline-heap.ts";

interface Wait {
  readonly atMs: number;
  readonly isRemoved: boolean;
}

const waits = fc.array(fc.record({ atMs: fc.integer({ min: 0, max: 20 }), isRemoved: fc.boolean() }));

function takeAll<T>(heap: DeadlineHeap<T>): readonly T[] {
  const taken: T[] = [];
  for (let next = heap.takeEarliest(); next !== undefined; next = heap.takeEarliest()) taken.push(next);
  return taken;
}

test("whatever was not removed comes out by instant, and by order of asking where instants are equal", () => {
  fc.assert(
    fc.property(waits, (asked: readonly Wait[]) => {
      const heap = deadlineHeap<{ readonly index: number }>();

      const removers = asked.map(({ atMs }, index) => heap.add(atMs, { index }));
      removers.filter((_, index) => asked[index]?.isRemoved).forEach((remove) => remove());
      const taken = takeAll(heap).map(({ index }) => index);

      const kept = asked.map((wait, index) => ({ ...wait, index })).filter(({ isRemoved }) => !isRemoved);
      expect(taken).toEqual(kept.sort((one, other) => one.atMs - other.atMs).map(({ index }) => index));
    }),
  );
});

test("the earliest instant is that of the value taken next", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true })), (instants) => {
      const heap = deadlineHeap<number>();
      for (const atMs of instants) heap.add(atMs, atMs);

      for (let left = instants.length; left > 0; left -= 1) {
        expect(heap.size()).toBe(left);
        expect(heap.earliestMs()).toBe(heap.takeEarliest());
      }
    }),
  );
});

test("an empty heap has no earliest instant and nothing to take", () => {
  const heap = deadlineHeap<string>();

  expect([heap.size(), heap.earliestMs(), heap.takeEarliest()]).toEqual([0, undefined, undefined]);
});

test("removing what has been taken or removed already changes nothing", () => {
  const heap = deadlineHeap<string>();
  const removeTaken = heap.add(1, "taken");
  const removeTwice = heap.add(2, "removed");
  heap.add(3, "left");

  heap.takeEarliest();
  removeTaken();
  removeTwice();
  removeTwice();

  expect(takeAll(heap)).toEqual(["left"]);
});
