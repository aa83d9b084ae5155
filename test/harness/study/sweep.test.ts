import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAxis } from "../../../harness/study/sweep-cell.ts";
import { resumeSweep, startSweep } from "../../../harness/study/sweep.ts";
import { testFolder } from "../folder.ts";

const words = {
  scenario: "rapidly",
  settings: [],
  detectors: ["knn-original"],
  axes: [parseAxis("onset=100..103"), parseAxis("attack.delayMs=20,500")],
  firstSeed: 1,
  seeds: 3,
  onset: "drawn",
} as const;

const quiet = { signal: new AbortController().signal, onProgress: () => undefined, jobs: 2 };

test("an interrupted sweep resumes to the same result, whatever its last line is", async () => {
  const outDir = testFolder();
  const whole = await startSweep(words, { ...quiet, outDir });
  const path = whole.folder?.path ?? "";
  const cells = join(path, "cells.ndjson");
  const lines = readFileSync(cells, "utf8").split("\n");
  truncateSync(cells);
  appendFileSync(cells, `${lines.slice(0, 3).join("\n")}\n${(lines[3] ?? "").slice(0, 20)}`);

  const resumed = await resumeSweep(path, quiet);

  expect(resumed.cells).toEqual(whole.cells);
  expect(readFileSync(cells, "utf8").trim().split("\n")).toHaveLength(8);
});

test("Ctrl-C keeps the finished cells", async () => {
  const stop = new AbortController();

  const partial = await startSweep(words, {
    signal: stop.signal,
    jobs: 1,
    onProgress: ({ done }) => {
      if (done === 2) stop.abort();
    },
  });

  expect(partial.cells.map(({ index }) => index)).toEqual([0, 1]);
});

test("the number of threads does not change the result", async () => {
  const [one, three] = [
    await startSweep(words, { ...quiet, jobs: 1 }),
    await startSweep(words, { ...quiet, jobs: 3 }),
  ];

  expect(three.cells).toEqual(one.cells);
});

test("a sweep of a changed scenario cannot be resumed", async () => {
  const outDir = testFolder();
  const { folder } = await startSweep(
    { ...words, axes: [parseAxis("onset=100")], seeds: 1 },
    { ...quiet, outDir },
  );
  const record = join(folder?.path ?? "", "sweep.json");
  writeFileSync(
    record,
    readFileSync(record, "utf8").replace('"scenario": "rapidly"', '"scenario": "slowly"'),
  );

  await expect(resumeSweep(folder?.path ?? "", quiet)).rejects.toMatchObject({ code: "SWEEP_CHANGED" });
  await expect(resumeSweep(outDir, quiet)).rejects.toMatchObject({ code: "NOT_A_SWEEP" });
});

test.for([
  [{ axes: [parseAxis("onset=100..400")] }, "BAD_SET"],
  [{ detectors: ["webhook"] }, "WEBHOOK_NEEDS_WALL_TIME"],
] as const)("a sweep with %j is refused before its first cell: %s", async ([change, code]) => {
  await expect(startSweep({ ...words, ...change }, quiet)).rejects.toMatchObject({ code });
});

const slow = `cmd:awk -F, 'NR > 1 && $6 > 0.25 && !on { on = 1; print "{\\"at\\": " $1 "}" }'`;

test("a program is swept like any detector, several cells at once", async () => {
  const axes = [parseAxis("attack.delayMs=200,300,400")];
  const swept = { ...words, axes, detectors: [slow], seeds: 2 };

  const [one, three] = [
    await startSweep(swept, { ...quiet, jobs: 1 }),
    await startSweep(swept, { ...quiet, jobs: 3 }),
  ];

  const inTime = one.cells.map(({ detectors: [judged] }) =>
    judged?.kinds.map((kind) => kind.inTime.successes),
  );
  expect(inTime).toEqual([[0], [2], [2]]);
  expect(three.cells).toEqual(one.cells);
});

test("a program that fails in every drill of a sweep is an error in each cell", async () => {
  const { cells } = await startSweep({ ...words, detectors: ["cmd:exit 1"], seeds: 1 }, quiet);

  expect(cells.map(({ detectors: [judged] }) => judged?.error?.code)).toEqual(
    cells.map(() => "COMMAND_FAILED"),
  );
});
