import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { processReport } from "../../../report/process/kit.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { processScore } from "../../../score/process/kit.ts";

const sample = (index: number, syscalls?: Readonly<Record<string, number>>): ProcessObservation => ({
  kind: "process",
  index,
  atMs: index * 1000,
  process: "web",
  event: { kind: "sample", cpuPercent: index, ...(syscalls === undefined ? {} : { syscalls }) },
});
const frame = { incidents: [], detectors: [], names: [], width: 80, paint: plainPaint };

function linesOf(rows: readonly ProcessObservation[]): readonly string[] {
  const collector = processScore.pictureCollector();
  for (const row of rows) collector.add(row);
  return processReport.closeUp?.(collector.finish(), { fromIndex: 2, toIndex: 3 }, frame) ?? [];
}

test("a stretch that was traced names its most frequent system calls, and only those of its own samples", () => {
  const few = { read: 1000, write: 40, futex: 3, close: 2, openat: 1, brk: 1 };
  const lines = linesOf([
    sample(1, { fork: 9 }),
    sample(2, few),
    sample(3, { read: 234 }),
    sample(4, { fork: 9 }),
  ]);

  expect(lines.at(-1)).toBe(
    "System calls in these samples: read 1,234, write 40, futex 3, close 2, openat 1, and 1 more",
  );
});

test("a stretch that was not traced has curves only", () => {
  expect(linesOf([1, 2, 3, 4].map((index) => sample(index))).join()).not.toContain("System calls");
});
