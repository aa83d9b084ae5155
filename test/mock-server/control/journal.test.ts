import fc from "fast-check";
import { expect, test } from "vitest";
import { createJournal } from "../../../mock-server/control/journal.ts";
import type { JournalEntry } from "../../../mock-server/control/journal.ts";

function entry(index: number): JournalEntry {
  return { index, atMs: index, mode: "normal", waitedMs: 10, outcome: "answered" };
}

test("a journal keeps exactly the newest entries, oldest first, for any number added and requested", () => {
  const counts = { added: fc.nat(60), length: fc.integer({ min: 1, max: 20 }), requested: fc.nat(30) };

  fc.assert(
    fc.property(fc.record(counts), ({ added, length, requested }) => {
      const entries = Array.from({ length: added }, (_, index) => entry(index));
      const journal = createJournal(length);
      for (const each of entries) journal.add(each);

      const kept = Math.min(added, length, requested);
      expect(journal.last(requested)).toEqual(entries.slice(added - kept));
    }),
  );
});

test("a cleared journal starts over", () => {
  const journal = createJournal(2);
  for (const index of [0, 1, 2]) journal.add(entry(index));

  journal.clear();
  journal.add(entry(3));

  expect(journal.last(Infinity)).toEqual([entry(3)]);
});

test.for([0, -1, 1.5, Number.NaN])("a journal length of %f is rejected", (length) => {
  expect(() => createJournal(length)).toThrow(RangeError);
});
