import { expect, test } from "vitest";
import type { ComparedDetector, ComparedIncident } from "../../../domain/results/comparison.ts";
import { compareVerdicts, notSlower, parseAllowSlower } from "../../../score/study/baseline.ts";
import { detectorOf, drillOf, drillWith, incidentOf, unnoticed } from "../compared.ts";
import { finished } from "../finished.ts";
import { alertsOn, rowsWithAttackFrom100 } from "../sample.ts";

/** What becomes of the incident's row. */
function judged(
  before: ComparedIncident,
  after: ComparedIncident,
  allowed = "0",
  clock = "virtual",
): unknown {
  const { rows, passed } = compareVerdicts(
    [drillWith(before, { clock })],
    [drillWith(after, { clock })],
    parseAllowSlower(allowed),
  );
  expect(passed).toBe(rows.every((row) => row.passed));
  return [rows[0]?.status, passed];
}

const late = incidentOf({ outcome: "late", delayAffected: 12, delayMs: 12_000 });
const missed = unnoticed("missed");
const inconclusive = unnoticed("inconclusive");

test.for([
  [incidentOf(), incidentOf(), "same", true],
  [incidentOf(), incidentOf({ delayAffected: 2, delayMs: 1500 }), "faster", true],
  [incidentOf(), incidentOf({ delayAffected: 4, delayMs: 3500 }), "slower", false],
  [incidentOf(), incidentOf({ delayMs: 2600 }), "same", true],
  [incidentOf(), late, "now-late", false],
  [incidentOf(), missed, "now-missed", false],
  [incidentOf(), inconclusive, "now-inconclusive", false],
  [late, incidentOf(), "now-detected", true],
  [late, incidentOf({ ...late, delayAffected: 13 }), "slower", false],
  [late, missed, "now-missed", false],
  [missed, late, "now-late", true],
  [missed, incidentOf(), "now-detected", true],
  [missed, missed, "same", true],
  [missed, inconclusive, "now-inconclusive", true],
] as const)("%j, then %j: %s, passed %s", ([before, after, status, passed]) => {
  expect(judged(before, after)).toEqual([status, passed]);
});

test.for([
  ["1", 4, 9000, "slower-allowed", true, "milliseconds do not count where observations were asked"],
  ["1", 5, 2500, "slower", false, "two rows are more than one"],
  ["1000ms", 9, 3500, "slower-allowed", true, "observations do not count where time was asked"],
  ["1000ms", 3, 3500.001, "slower", false, "a microsecond more is more"],
  ["40%", 9, 3500, "slower-allowed", true, "exactly the share"],
  ["40%", 3, 3500.001, "slower", false, "a microsecond more than the share"],
] as const)("with %s allowed, from 3 rows and 2500 ms to %i and %d is %s, passed %s: %s", (row) => {
  const [allowed, delayAffected, delayMs, status, passed] = row;

  expect(judged(incidentOf(), incidentOf({ delayAffected, delayMs }), allowed)).toEqual([status, passed]);
});

test.for([
  ["real", "0", "same", "milliseconds are never the same twice"],
  ["scaled:10", "0", "same", "nor here"],
  ["real", "10%", "same", "a share is one of observations"],
  ["virtual", "10%", "slower", "a share is one of exact time"],
  ["real", "100ms", "slower", "a time is a time when it was asked for"],
] as const)("on the %s clock with %s allowed, two seconds more in as many rows are %s: %s", (row) => {
  const [clock, allowed, status] = row;

  expect(judged(incidentOf(), incidentOf({ delayMs: 4500 }), allowed, clock)).toEqual([
    status,
    status === "same",
  ]);
});

test("a share of observations is one of whole rows", () => {
  const was = incidentOf({ delayAffected: 100 });

  expect(judged(was, incidentOf({ delayAffected: 157 }), "57%", "real")).toEqual(["slower-allowed", true]);
  expect(judged(was, incidentOf({ delayAffected: 158 }), "57%", "real")).toEqual(["slower", false]);
});

test("however much is allowed, a detection that became late has failed", () => {
  expect(judged(incidentOf(), late, "1000")).toEqual(["now-late", false]);
});

test.for([
  [0, 0, "same", true],
  [1, 2, "more", false],
  [2, 1, "fewer", true],
] as const)("false alarms from %i to %i are %s, passed %s", ([was, is, status, passed]) => {
  const [before, after] = [was, is].map((falseAlarms) =>
    drillOf({ detectors: [detectorOf({ falseAlarms })] }),
  );

  const comparison = compareVerdicts([before ?? drillOf()], [after ?? drillOf()], parseAllowSlower("1000"));

  expect(comparison.passed).toBe(passed);
  expect(comparison.rows[1]).toEqual({
    scenario: "rapidly",
    seed: 1,
    detector: "knn at ERROR",
    subject: "false alarms",
    before: { kind: "false-alarms", count: was },
    after: { kind: "false-alarms", count: is },
    status,
    passed,
  });
});

test("a row tells what was found before and after", () => {
  const { rows, compared } = compareVerdicts([drillOf()], [drillWith(missed)], notSlower);

  expect(compared).toBe(2);
  expect(rows[0]).toEqual({
    scenario: "rapidly",
    seed: 1,
    detector: "knn at ERROR",
    subject: "attack-1",
    before: { kind: "incident", incident: incidentOf() },
    after: { kind: "incident", incident: missed },
    status: "now-missed",
    passed: false,
  });
});

test("what is new or gone is told, and does not fail", () => {
  const before = [drillOf(), drillOf({ scenario: "slowly" })];
  const after = [drillOf({ scenario: "complex" }), drillOf()];

  const { rows, passed, compared } = compareVerdicts(before, after, notSlower);

  expect(rows.map((row) => [row.scenario, row.status])).toEqual([
    ["complex", "new"],
    ["complex", "new"],
    ["rapidly", "same"],
    ["rapidly", "same"],
    ["slowly", "gone"],
    ["slowly", "gone"],
  ]);
  expect([compared, passed]).toEqual([2, true]);
});

test("where nothing can be compared, nothing has passed", () => {
  expect(compareVerdicts([drillOf()], [drillOf({ scenario: "slowly" })], notSlower)).toMatchObject({
    compared: 0,
    passed: false,
  });
  expect(compareVerdicts([], [], notSlower)).toEqual({ rows: [], compared: 0, passed: false });
});

/** Which detector of one side was compared with which of the other. */
function pairsOf(before: readonly ComparedDetector[], after: readonly ComparedDetector[]): unknown {
  const { rows } = compareVerdicts(
    [drillOf({ detectors: before })],
    [drillOf({ detectors: after })],
    notSlower,
  );
  return rows
    .filter(({ subject }) => subject === "false alarms")
    .map((row) =>
      [row.before, row.after].map((one) => (one?.kind === "false-alarms" ? one.count : undefined)),
    );
}

const strict = { window: 10, k: 3 };

test.for([
  [
    [detectorOf({ falseAlarms: 1 }), detectorOf({ options: strict, falseAlarms: 2 })],
    [
      detectorOf({ options: strict, falseAlarms: 3 }),
      detectorOf({ options: { k: 1, window: 10 }, falseAlarms: 4 }),
    ],
    [
      [2, 3],
      [1, 4],
    ],
    "options tell detectors apart, in whatever order they stand",
  ],
  [
    [detectorOf({ falseAlarms: 1 })],
    [detectorOf({ options: strict, falseAlarms: 2 })],
    [[1, 2]],
    "the only one of its name is compared though its options were changed: that is the question",
  ],
  [
    [detectorOf({ falseAlarms: 1 })],
    [detectorOf({ options: strict, falseAlarms: 2 }), detectorOf({ options: { k: 9 }, falseAlarms: 3 })],
    [
      [undefined, 2],
      [undefined, 3],
      [1, undefined],
    ],
    "nobody knows which of two it became",
  ],
  [
    [detectorOf({ falseAlarms: 1 }), detectorOf({ severity: "warning", falseAlarms: 2 })],
    [detectorOf({ severity: "warning", falseAlarms: 3 }), detectorOf({ falseAlarms: 4 })],
    [
      [2, 3],
      [1, 4],
    ],
    "severities tell them apart",
  ],
  [
    [detectorOf({ falseAlarms: 1, error: { code: "DETECTOR_CRASHED", message: "boom" } })],
    [detectorOf({ falseAlarms: 2 })],
    [[undefined, 2]],
    "a detector in error has found nothing",
  ],
] as const)("%#: %j, then %j", ([before, after, pairs]) => {
  expect(pairsOf(before, after)).toEqual(pairs);
});

test("a drill that could not be trusted has nothing to compare", () => {
  const error = { code: "MACHINE_TOO_BUSY", message: "busy" };

  const { rows, passed } = compareVerdicts([drillOf()], [drillOf({ error })], notSlower);

  expect(rows.map(({ status }) => status)).toEqual(["gone", "gone"]);
  expect(passed).toBe(false);
});

/** What becomes of the incident's rows when the scenario was played with these seeds. */
function statusesOf(before: readonly number[], after: readonly number[]): unknown {
  const [was, is] = [before, after].map((seeds) => seeds.map((seed) => drillOf({ seed })));
  return compareVerdicts(was ?? [], is ?? [], notSlower)
    .rows.filter(({ subject }) => subject === "attack-1")
    .map((row) => [row.seed, row.status]);
}

test("a scenario played once on each side is compared whatever its seed", () => {
  expect(statusesOf([1], [7])).toEqual([[7, "same"]]);
});

test("a scenario played with several seeds is compared seed by seed", () => {
  expect(statusesOf([1, 2], [2, 3])).toEqual([
    [2, "same"],
    [3, "new"],
    [1, "gone"],
  ]);
});

test("an incident that is new or gone stands beside those that stayed", () => {
  const [before, after] = ["load-1", "load-2"].map((id) =>
    drillOf({ detectors: [detectorOf({ incidents: [incidentOf(), incidentOf({ id })] })] }),
  );

  const { rows } = compareVerdicts([before ?? drillOf()], [after ?? drillOf()], notSlower);

  expect(rows.map((row) => [row.subject, row.status])).toEqual([
    ["attack-1", "same"],
    ["load-2", "new"],
    ["load-1", "gone"],
    ["false alarms", "same"],
  ]);
});

test("verdicts are compared as they are", () => {
  const at = alertsOn(rowsWithAttackFrom100);
  const [before, after] = [102, 103].map((row) => finished({ alerts: [at(row)] }).verdict);

  const { rows } = compareVerdicts(
    before === undefined ? [] : [before],
    after === undefined ? [] : [after],
    notSlower,
  );

  expect(rows.map(({ status }) => status)).toEqual(["slower", "same"]);
});
