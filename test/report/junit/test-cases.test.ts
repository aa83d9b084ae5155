import { expect, test } from "vitest";
import { testCasesOf } from "../../../report/junit/test-cases.ts";
import { finished, healthyRows, pinnedGate, unrunnable } from "../../score/finished.ts";
import type { JudgedDrill } from "../../score/finished.ts";
import { alertsOn, anyIncident, gateOf, rowsWithAttackFrom100 } from "../../score/sample.ts";

const at = alertsOn(rowsWithAttackFrom100);
const resolved = { state: "resolved" } as const;
const late = [at(112)];
const inTime = [at(102)];

function resultsOf(drill: JudgedDrill): readonly unknown[] {
  return testCasesOf(finished(drill)).map(({ result }) => result);
}

const silent = { kind: "passed", message: "knn raised no false alarm." } as const;

test.for([
  [
    { alerts: inTime },
    "passed",
    undefined,
    "knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch.",
  ],
  [
    { alerts: late },
    "failed",
    "late",
    "knn raised ERROR for attack-1 too late, on its 13th affected request (limit 10), 12.5 s after the switch.",
  ],
  [
    {},
    "failed",
    "missed",
    "knn missed attack-1: no ERROR alert; one was required within 10 affected observations.",
  ],
  [{ gates: [pinnedGate] }, "passed", undefined, "knn missed attack-1, as expected."],
  [
    { gates: [pinnedGate], alerts: inTime },
    "failed",
    "noticed",
    "knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch, although the scenario expects a miss.",
  ],
  [
    { gates: [gateOf({ lines: [{ ...anyIncident, incident: "load" }] })] },
    "passed",
    undefined,
    "knn missed attack-1 (not required by any gate).",
  ],
] as const)("%j: the incident has %s %s", ([drill, kind, type, message]) => {
  const result = type === undefined ? { kind, message } : { kind, type, message };

  expect(resultsOf(drill)).toMatchObject([result, silent]);
});

test("a failed question carries the reason and the remedy of the text report", () => {
  const cases = testCasesOf(finished({ alerts: [at(40), at(41, resolved)] }));

  const findings = cases.flatMap(({ result }) => (result.kind === "failed" ? [result.finding] : []));
  expect(findings).toEqual([
    {
      reason: "knn never raised ERROR for attack-1 in its 20 affected observations.",
      remedy: "Lower its threshold, or document the limit with `outcome: missed` in the scenario's expect.",
    },
    {
      reason: "knn raised 1 false alarm (limit 0): at observation 40.",
      remedy: "Raise its threshold, or allow them with `falseAlarmsAtMost` in the scenario's expect.",
    },
  ]);
});

test("firing at the onset is inconclusive, and a false alarm besides when it opened too early", () => {
  expect(resultsOf({ alerts: [at(95)] })).toMatchObject([
    {
      kind: "failed",
      type: "inconclusive",
      message: "knn was already firing when attack-1 began, so the drill is inconclusive.",
    },
    {},
  ]);
});

test.for([
  [0, "failed", "knn raised 1 false alarm (limit 0)."],
  [1, "passed", "knn raised 1 false alarm (limit 1)."],
] as const)("with %i false alarms allowed, one has %s", ([falseAlarmsAtMost, kind, message]) => {
  const gates = [gateOf({ lines: [{ ...anyIncident, falseAlarmsAtMost }] })];
  const alerts = [at(40), at(41, resolved), ...inTime];

  expect(resultsOf({ alerts, gates })[1]).toMatchObject({ kind, message });
});

function questionsOf(drill: JudgedDrill): unknown {
  return testCasesOf(finished(drill)).map((one) => [one.detector, one.asked, one.severity]);
}

test("the same questions are asked however they are answered", () => {
  const questions = [
    ["knn", "attack-1", "ERROR"],
    ["knn", "stays quiet otherwise", "ERROR"],
  ];
  for (const alerts of [inTime, late, [], [at(40), at(41, resolved)]])
    expect(questionsOf({ alerts })).toEqual(questions);
});

test("a healthy scenario asks for silence alone", () => {
  const cases = testCasesOf(finished({ rows: healthyRows, scenario: "healthy" }));

  expect(cases).toEqual([
    { detector: "knn", severity: "ERROR", asked: "stays quiet", falseAlarms: 0, result: silent },
  ]);
});

test.for([
  ["DETECTOR_CRASHED", { kind: "error", code: "DETECTOR_CRASHED", message: String.raw`boom\nat x` }],
  ["ENGINE_MISSING", { kind: "skipped", message: String.raw`boom\nat x` }],
] as const)("a detector with the error %s is one case, beside those of the others", ([code, result]) => {
  const cases = testCasesOf(finished({ alerts: inTime, crashed: { code, message: "boom\nat x" } }));

  expect(cases.slice(2)).toEqual([{ detector: "mine", severity: "ERROR", asked: "can be judged", result }]);
});

test("a drill that could not be run is one case about the drill", () => {
  const error = { code: "PORT_IN_USE", message: "taken" };

  expect(testCasesOf(unrunnable(error))).toEqual([
    { detector: "drill", asked: "can be trusted", result: { kind: "error", ...error } },
  ]);
});

test("without its trace a verdict about detectors is refused", () => {
  const { verdict } = finished({});

  expect(() => testCasesOf({ verdict })).toThrow(RangeError);
});
