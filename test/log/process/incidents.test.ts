import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scoreFiles } from "../../../harness/files/score-files.ts";
import { csvOf, faultyValues, timeOf } from "../../harness/study/nab-folder.ts";
import { containing, containingText } from "../../harness/containing.ts";
import { testFolder } from "../../harness/folder.ts";
import { incidentList } from "../../../log/process/incidents.ts";

function fileOf(text: string): string {
  const path = join(testFolder(), "incidents.csv");
  writeFileSync(path, text);
  return path;
}

function rowAt(row: number) {
  const atMs = Date.UTC(2026, 0, 5) + row * 300_000;
  return {
    kind: "process",
    index: row,
    atMs,
    process: "series",
    event: { kind: "sample", value: 1 },
  } as const;
}

test("rows from the start to the end of an incident belong to it, both included", () => {
  const list = incidentList.read(fileOf(`start,end\n${timeOf(2)},${timeOf(3)}\n${timeOf(3)},${timeOf(4)}\n`));

  expect([1, 2, 3, 4, 5].map((row) => list.truthOf(rowAt(row)).incident)).toEqual([
    undefined,
    "incident-1",
    "incident-1",
    "incident-2",
    undefined,
  ]);
  expect(list.withoutRows()).toBe(0);
});

test.for([
  ["start,end,source_ip\n", 'line 1: the header is "start,end,source_ip", not start,end'],
  ["start,end\n2026-01-05 00:00:00\n", "line 2: 1 columns, not 2"],
  ["start,end\nx,2026-01-05 00:00:00\n", 'line 2: start is "x", not like 2018-11-02 05:06:17.152636'],
  ["start,end\n2026-01-05 00:00:00,\n", 'line 2: end is "", not like 2018-11-02 05:06:17.152636'],
  ["start,end\n2026-01-05,2026-01-05\n", 'line 2: start is "2026-01-05"'],
  [
    "start,end\n2026-01-05 01:00:00,2026-01-05 00:00:00\n",
    "line 2: end is 2026-01-05 00:00:00, before its start",
  ],
] as const)("the list %j is refused: %s", ([text, mistake]) => {
  expect(() => incidentList.read(fileOf(text))).toThrow(
    containing({ code: "BAD_ATTACKS_FILE", message: containingText(mistake) }),
  );
});

test("an incident outside the log is refused", () => {
  const list = incidentList.read(fileOf(`start,end\n${timeOf(20)},${timeOf(30)}\n`));
  list.truthOf(rowAt(1));

  expect(() => list.finish("series.csv")).toThrow(containing({ code: "ATTACK_OUTSIDE_LOG" }));
});

test("a detector is scored on a series with a list of its incidents", async () => {
  const log = join(testFolder(), "series.csv");
  writeFileSync(log, csvOf(faultyValues(2, 600, 400)));

  const { verdict } = await scoreFiles({
    log,
    attacksPath: fileOf(`start,end\n${timeOf(400)},${timeOf(429)}\n`),
    detectors: ["cusum:scale=linear"],
    severity: "error",
  });

  expect(verdict.detectors[0]?.incidents).toMatchObject([{ id: "incident-1", outcome: "detected" }]);
});
