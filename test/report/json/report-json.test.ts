import { expect, test } from "vitest";
import type { Verdict } from "../../../domain/verdict.ts";
import { jsonReport, jsonReports } from "../../../report/json/verdict.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";
import { assembleVerdict, detectorInError, detectorVerdict } from "../../../score/judge/verdict.ts";
import { alertsOn, gateOf, rowsWithAttackFrom100 } from "../../score/sample.ts";

const gate = gateOf({ options: { window: 10 } });
const key = answerKeyOf(rowsWithAttackFrom100);
const hops = [{ incident: "attack-1", hops: [{ name: "finished", ms: 500 }] }] as const;
const facts = { scenario: "rapidly", seed: 1, clock: "virtual", observations: 200, durationMs: 111_300 };
const detected = detectorVerdict(gate, scoreAlerts(key, [alertsOn(rowsWithAttackFrom100)(102)], gate), hops);

/** Field names in the order in which they first stand in the text. */
function fieldsOf(json: string): readonly string[] {
  return [...new Set([...json.matchAll(/"(\w+)":/g)].map(([, name = ""]) => name))];
}

test("fields stand in the documented order, whatever the order in the verdict", () => {
  const lag = { timerP99Ms: 0.1, sendP99Ms: 0.2, wireP99Ms: 0.4, runQueueP99Ms: 0.3 };
  const { detectors, ...rest } = assembleVerdict({ lag, detectors: [detected], ...facts });
  const shuffled: Verdict = { detectors, ...rest };

  const json = jsonReport(shuffled);

  const top = ["schemaVersion", "passed", "scenario", "seed", "clock", "observations", "durationMs"];
  const ofDetector = [
    "detectors",
    "name",
    "options",
    "window",
    "severity",
    "incidents",
    "id",
    "kind",
    "subjects",
  ];
  const ofIncident = [
    "outcome",
    "alertIndex",
    "delayAffected",
    "delayObservations",
    "delayMs",
    "delayFromFirstMs",
  ];
  const rests = [
    "within",
    "falseAlarms",
    "recoveryAlerts",
    "alerts",
    "pages",
    "hops",
    "incident",
    "ms",
    "lag",
  ];
  const ofLag = ["timerP99Ms", "sendP99Ms", "wireP99Ms", "runQueueP99Ms"];
  expect(fieldsOf(json)).toEqual([...top, ...ofDetector, ...ofIncident, ...rests, ...ofLag]);
});

test("it is one document, indented by two, with a newline at its end, and says what the verdict says", () => {
  const verdict = assembleVerdict({ ...facts, detectors: [detected] });

  const json = jsonReport(verdict);

  expect(JSON.parse(json)).toEqual(verdict);
  expect(json).toMatch(/^\{\n {2}"schemaVersion": 2,\n/);
  expect(json).toMatch(/\n\}\n$/);
});

test("several drills are one document", () => {
  const verdict = assembleVerdict({ ...facts, detectors: [] });

  const json = jsonReports([verdict, verdict]);

  expect(JSON.parse(json)).toEqual({ schemaVersion: 2, passed: verdict.passed, drills: [verdict, verdict] });
});

test("a drill with an error has not passed, whatever its detectors did", () => {
  const error = { code: "MACHINE_TOO_BUSY", message: "The machine was too busy." };

  const verdict = assembleVerdict({ ...facts, error, detectors: [detected] });

  expect(verdict).toMatchObject({ passed: false, error });
});

test("a detector in error has not passed, has no outcomes, and fails the drill", () => {
  const error = { code: "DETECTOR_CRASHED", message: "boom" };

  const crashed = detectorInError(gate, error);
  const verdict = assembleVerdict({ ...facts, detectors: [detected, crashed] });

  expect(crashed).toMatchObject({ name: "knn", passed: false, error, incidents: [] });
  expect(verdict.passed).toBe(false);
});

test("what a terminal would obey is written in escapes", () => {
  const error = { code: "X", message: "\u009b31m \u202e" };

  const json = jsonReport(assembleVerdict({ ...facts, error, detectors: [] }));

  expect(json).toContain(String.raw`"message": "\u009b31m \u202e"`);
});
