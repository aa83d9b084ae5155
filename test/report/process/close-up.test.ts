import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { processReport } from "../../../report/process/kit.ts";
import { processScore } from "../../../score/process/kit.ts";

const sample = (index: number, syscalls?: Readonly<Record<string, number>>): ProcessObservation => ({
  kind: "process",
  index,
  atMs: index * 1000,
  process: "web",
  event: { kind: "sample", cpuPercent: index, ...(syscalls === undefined ? {} : { syscalls }) },
});

function notesOn(rows: readonly ProcessObservation[]): readonly string[] {
  const collector = processScore.pictureCollector();
  for (const row of rows) collector.add(row);
  return processReport.stretchNotes?.(collector.finish(), { fromIndex: 2, toIndex: 3 }) ?? [];
}

test("a stretch that was traced names its most frequent system calls, and only those of its own samples", () => {
  const few = { read: 1000, write: 40, futex: 3, close: 2, openat: 1, brk: 1 };
  const notes = notesOn([
    sample(1, { fork: 9 }),
    sample(2, few),
    sample(3, { read: 234 }),
    sample(4, { fork: 9 }),
  ]);

  expect(notes).toEqual([
    "System calls in these samples: read 1,234, write 40, futex 3, close 2, openat 1, and 1 more",
  ]);
});

test("nothing is said of a stretch that was not traced", () => {
  expect(notesOn([1, 2, 3, 4].map((index) => sample(index)))).toEqual([]);
});
