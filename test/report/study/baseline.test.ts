import { expect, test } from "vitest";
import type { ComparedDrill } from "../../../domain/results/comparison.ts";
import { baselineReport } from "../../../report/study/baseline.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { compareVerdicts, notSlower, parseAllowSlower } from "../../../score/study/baseline.ts";
import { detectorOf, drillOf, drillWith, incidentOf, unnoticed } from "../../score/compared.ts";

function reportOf(
  before: readonly ComparedDrill[],
  after: readonly ComparedDrill[],
  allowed = notSlower,
): string {
  return baselineReport(compareVerdicts(before, after, allowed), plainPaint);
}

test("the result, then a line for each finding, in columns", () => {
  const before = [
    drillOf(),
    drillWith(incidentOf({ id: "load-1", outcome: "late", delayAffected: 11, delayMs: 11_000 }), {
      scenario: "slowly",
    }),
    drillOf({ scenario: "healthy", detectors: [detectorOf({ incidents: [] })] }),
  ];
  const after = [
    drillWith(incidentOf({ delayAffected: 2, delayMs: 1500 })),
    drillWith({ id: "load-1", outcome: "missed" }, { scenario: "slowly" }),
    drillOf({ scenario: "healthy", detectors: [detectorOf({ incidents: [], falseAlarms: 1 })] }),
  ];

  expect(reportOf(before, after)).toBe(`\
FAILED  against the baseline: 5 findings compared, 2 worse
  rapidly  knn at ERROR  attack-1      3 observations, 2.5 s -> 2 observations, 1.5 s  faster
  rapidly  knn at ERROR  false alarms  0 -> 0                                          same
  slowly   knn at ERROR  load-1        late (11 observations, 11 s) -> missed          now missed
  slowly   knn at ERROR  false alarms  0 -> 0                                          same
  healthy  knn at ERROR  false alarms  0 -> 1                                          more
`);
});

test("what is allowed has passed, and is told", () => {
  const after = drillWith(incidentOf({ delayAffected: 4, delayMs: 3500 }));

  expect(reportOf([drillOf()], [after], parseAllowSlower("1"))).toBe(`\
PASSED  against the baseline: 2 findings compared, nothing got worse than allowed
  rapidly  knn at ERROR  attack-1      3 observations, 2.5 s -> 4 observations, 3.5 s  slower, as allowed
  rapidly  knn at ERROR  false alarms  0 -> 0                                          same
`);
});

test("a baseline of something else fails, and shows both", () => {
  expect(reportOf([drillOf({ scenario: "a\nb" })], [drillWith(unnoticed("missed"))])).toBe(`\
FAILED  against the baseline: nothing in it is like this run
  rapidly  knn at ERROR  attack-1      nothing -> missed                 new
  rapidly  knn at ERROR  false alarms  nothing -> 0                      new
  a\\nb     knn at ERROR  attack-1      3 observations, 2.5 s -> nothing  gone
  a\\nb     knn at ERROR  false alarms  0 -> nothing                      gone
`);
});

test("seeds are told apart where there are several", () => {
  const seeds = [drillOf(), drillOf({ seed: 2 })];

  const lines = reportOf(seeds, seeds).split("\n");

  expect(lines[1]).toMatch(/^ {2}rapidly \(seed 1\) {2}knn at ERROR/);
  expect(lines[3]).toMatch(/^ {2}rapidly \(seed 2\) {2}knn at ERROR/);
});

test("nothing to compare at all is one line", () => {
  expect(reportOf([], [])).toBe("FAILED  against the baseline: nothing in it is like this run\n");
});
