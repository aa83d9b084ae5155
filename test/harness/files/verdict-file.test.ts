import fc from "fast-check";
import { expect, test } from "vitest";
import { FiredrillError } from "../../../domain/error.ts";
import { jsonReport, jsonReports } from "../../../report/json/verdict.ts";
import { parseVerdictFile } from "../../../harness/files/verdict-file.ts";
import { detectorOf, drillOf, drillWith, incidentOf } from "../../score/compared.ts";
import { finished, unrunnable } from "../../score/finished.ts";
import { alertsOn, rowsWithAttackFrom100 } from "../../score/sample.ts";

const at = alertsOn(rowsWithAttackFrom100);
const detected = finished({ alerts: [at(102)] }).verdict;
const missed = finished({ seed: 2 }).verdict;
const broken = unrunnable({ code: "PORT_IN_USE", message: "taken" }).verdict;

test("the JSON report of one drill or of several can be read back", () => {
  expect(parseVerdictFile(jsonReport(detected))).toEqual([detected]);
  expect(parseVerdictFile(jsonReports([detected, missed, broken]))).toEqual([detected, missed, broken]);
});

test("fields that are not compared are not checked", () => {
  const verdict = { schemaVersion: 1, ...drillOf(), lag: "?", observations: "many" };

  expect(parseVerdictFile(JSON.stringify(verdict))).toEqual([verdict]);
});

function mistakesIn(value: unknown): readonly string[] {
  try {
    parseVerdictFile(typeof value === "string" ? value : JSON.stringify(value), "old.json");
  } catch (error) {
    if (!(error instanceof FiredrillError) || error.code !== "BAD_BASELINE") throw error;
    return error.message.split("\n  ");
  }
  return [];
}

const first = "old.json is not a valid verdict:";
const good = { schemaVersion: 1, ...drillOf() };

test.for([
  [{ ...good, schemaVersion: 3 }, "schemaVersion is 3, not 1 or 2"],
  [drillOf(), "schemaVersion is missing, not 1 or 2"],
  [{ ...good, scenario: 3 }, "scenario is 3, not a string"],
  [{ ...good, seed: -1 }, "seed is -1, not a whole number from 0"],
  [{ ...good, clock: null }, "clock is null, not a string"],
  [{ ...good, error: { code: "X" } }, "error.message is missing, not a string"],
  [{ ...good, detectors: {} }, "detectors is an object, not a list"],
  [{ ...good, detectors: [3] }, "detectors[0] is 3, not an object"],
  [
    { ...good, detectors: [detectorOf(), { ...detectorOf(), severity: "info" }] },
    'detectors[1].severity is "info", not "warning" or "error"',
  ],
  [
    { ...good, detectors: [{ ...detectorOf(), options: { k: [1] } }] },
    "detectors[0].options is an object, not an object of strings and numbers",
  ],
  [
    { ...good, detectors: [{ ...detectorOf(), falseAlarms: 0.5 }] },
    "detectors[0].falseAlarms is 0.5, not a whole number from 0",
  ],
  [
    { ...good, detectors: [{ ...detectorOf(), incidents: [{ ...incidentOf(), outcome: "seen" }] }] },
    'detectors[0].incidents[0].outcome is "seen", not "detected" or "late" or "missed" or "inconclusive"',
  ],
  [
    { ...good, detectors: [{ ...detectorOf(), incidents: [{ ...incidentOf(), delayMs: "2" }] }] },
    'detectors[0].incidents[0].delayMs is "2", not a number from 0',
  ],
  [
    { ...good, detectors: [{ ...detectorOf(), incidents: [{ id: "a", outcome: "late", delayMs: 2 }] }] },
    "detectors[0].incidents[0].delayAffected is missing, not a whole number from 0",
  ],
  [{ schemaVersion: 1, drills: 3 }, "drills is 3, not a list"],
  [{ drills: [good] }, "schemaVersion is missing, not 1 or 2"],
  [
    { schemaVersion: 1, drills: [good, { ...good, seed: "a" }] },
    'drills[1].seed is "a", not a whole number from 0',
  ],
  [[good], "the document is a list, not an object"],
  [null, "the document is null, not an object"],
  ["", "Unexpected end of JSON input"],
] as const)("%#: the error names the invalid field of a baseline: %j", ([value, mistake]) => {
  expect(mistakesIn(value)).toEqual([first, mistake]);
});

test("the error names up to ten mistakes", () => {
  const drills = Array.from({ length: 4 }, () => ({}));

  const mistakes = mistakesIn({ schemaVersion: 1, drills });

  expect(mistakes.slice(0, 3)).toEqual([
    first,
    "drills[0].schemaVersion is missing, not 1 or 2",
    "drills[0].scenario is missing, not a string",
  ]);
  expect(mistakes).toHaveLength(12);
  expect(mistakes.at(-1)).toBe("and 10 more");
});

test("a missed incident needs no delays", () => {
  const verdict = { schemaVersion: 1, ...drillWith({ id: "attack-1", outcome: "missed" }) };

  expect(parseVerdictFile(JSON.stringify(verdict))).toEqual([verdict]);
});

test("any invalid text gives BAD_BASELINE", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(mistakesIn(text).length).toBeGreaterThan(0);
    }),
  );
});
