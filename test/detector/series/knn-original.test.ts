import { expect, test } from "vitest";

import { createDetector } from "../../../detector/model.ts";
import { knnOriginal } from "../../../detector/series/knn-original.ts";
import { testDetectorContract } from "../contract.ts";
import { goldenRun } from "../golden.ts";
import { alertsOn, delayRows, inShort, stepMs } from "../run.ts";
import { rowsOf } from "../traffic.ts";

const recorded = (run: string) => rowsOf(goldenRun(run).responseTimesS.map((seconds) => seconds * 1000));
const slow = { warning: 0.1, error: 0.3 };

testDetectorContract(knnOriginal);

test.for([
  [100, 10, "error"],
  [101, 9, "error"],
  [102, 8, "error"],
  [103, 7, "error"],
  [104, 6, "error"],
  [105, 5, "error"],
  [106, 4, "error"],
  [107, 3, "error"],
  [108, 2, "warning"],
  [109, 11, "error"],
] as const)(
  "a fault that begins at row %i is noticed after %i affected rows, %s",
  ([onset, rows, severity]) => {
    const alerts = alertsOn(knnOriginal, {}, rowsOf(stepMs(onset)));

    expect(delayRows(alerts, onset, "warning")).toBe(rows);
    expect(alerts[0]?.severity).toBe(severity);
  },
);

test.for([
  [100, ["109 error firing", "119 error resolved"], "it starts with a block: one alarm"],
  [103, ["109 error firing", "129 error resolved"], "it is split across two blocks: two alarms, one episode"],
  [
    108,
    ["109 warning firing", "119 error firing", "129 error resolved"],
    "the second alarm is worse: the episode rises",
  ],
] as const)("a lasting fault that begins at row %i gives %j: %s", ([onset, expected]) => {
  const alerts = alertsOn(knnOriginal, {}, rowsOf(stepMs(onset)));

  expect(alerts.map(inShort)).toEqual(expected);
});

test.for([
  ["rapidly-0.5", {}, 100, 10, 10],
  ["rapidly-0.2", {}, 100, 10, 10],
  ["slowly-0.5", {}, 100, undefined, undefined],
  ["slowly-0.2", {}, 100, undefined, undefined],
  ["slowly-0.5", slow, 100, 10, 20],
  ["slowly-0.2", slow, 100, 10, 20],
] as const)(
  "on the recorded %s with %j, fault at %i: warning %s, error %s",
  ([run, options, onset, warning, error]) => {
    const alerts = alertsOn(knnOriginal, options, recorded(run));

    expect(delayRows(alerts, onset, "warning")).toBe(warning);
    expect(delayRows(alerts, onset, "error")).toBe(error);
  },
);

test("the end of a fault is as large a change as its start and opens a separate episode", () => {
  const alerts = alertsOn(knnOriginal, {}, recorded("complex-0.5"));

  expect(alerts.map(inShort)).toEqual([
    "59 error firing",
    "69 error resolved",
    "109 error firing",
    "119 error resolved",
  ]);
});

test("a warning level above the error level is refused", () => {
  expect(() => createDetector(knnOriginal, { options: { warning: 2 } })).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_OPTION" }),
  );
});

test("its default deadline is its window", () => {
  expect(createDetector(knnOriginal, { options: { window: 7 } }).windowSize).toBe(7);
});
