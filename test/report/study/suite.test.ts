import { expect, test } from "vitest";
import type { DetectorVerdict, IncidentVerdict } from "../../../domain/verdict.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { cellText, suiteReport } from "../../../report/study/suite.ts";

function verdictOf(change: Partial<DetectorVerdict> = {}): DetectorVerdict {
  const counts = { falseAlarms: 0, recoveryAlerts: 0, alerts: 0, pages: 0 };
  return { name: "knn", options: {}, severity: "error", passed: true, incidents: [], ...counts, ...change };
}

function incidentOf(change: Partial<IncidentVerdict>): IncidentVerdict {
  return { id: "hang-1", kind: "hang", subjects: [], outcome: "detected", within: 10, ...change };
}

test.for([
  ["3", { incidents: [incidentOf({ delayAffected: 3, delayMs: 900 })] }],
  ["2.9 s", { incidents: [incidentOf({ delayAffected: 0, delayMs: 2900 })] }],
  ["LATE 26", { incidents: [incidentOf({ outcome: "late", delayAffected: 26 })] }],
  ["MISSED", { incidents: [incidentOf({ outcome: "missed" })] }],
  ["INCONCLUSIVE", { incidents: [incidentOf({ outcome: "inconclusive" })] }],
  ["MISSED, 2 false alarms", { incidents: [incidentOf({ outcome: "missed" })], falseAlarms: 2 }],
  ["1 false alarm", { falseAlarms: 1 }],
  ["quiet", {}],
  ["ERROR", { error: { code: "DETECTOR_CRASHED", message: "It did." } }],
] as const)("%s is said of %j", ([expected, change]) => {
  expect(cellText(verdictOf(change))).toBe(expected);
});

test("the table has a line for each scenario and a column for each detector", () => {
  const missed = verdictOf({
    name: "silence",
    passed: false,
    incidents: [incidentOf({ outcome: "missed" })],
  });
  const noticed = verdictOf({ incidents: [incidentOf({ delayAffected: 1 })] });
  const rows = [
    { scenario: "hang", columns: [noticed, missed], expected: [missed] },
    { scenario: "healthy", columns: [verdictOf(), verdictOf({ name: "silence" })], expected: [verdictOf()] },
  ];

  expect(suiteReport("blind", 7, rows, plainPaint)).toBe(
    [
      "Suite blind, seed 7, simulated: affected observations until ERROR",
      "",
      "         knn    silence  as expected",
      "hang     1      MISSED   NO: silence",
      "healthy  quiet  quiet    yes",
      "total    1/1    0/1      1/2",
      "",
    ].join("\n"),
  );
});

test("where no expectation was asked about, there is no column for it, and a line says what decides", () => {
  const rows = [
    { scenario: "healthy", columns: [verdictOf()] },
    { scenario: "bursts", columns: [verdictOf({ passed: false, falseAlarms: 1 })] },
  ];

  const report = suiteReport("quiet", 1, rows, plainPaint);

  expect(report).not.toContain("as expected");
  expect(report).toMatch(
    /\n\n1 of 2 scenarios passed: a detector that you name must notice every incident in time, without a false alarm\.\n$/,
  );
});
