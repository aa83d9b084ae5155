import { expect, test } from "vitest";

import { threshold } from "../../../detector/series/threshold.ts";
import { testDetectorContract } from "../contract.ts";
import { goldenRun } from "../golden.ts";
import { alertsOn, inShort } from "../run.ts";
import { rowsOf } from "../traffic.ts";

const recorded = (run: string) => rowsOf(goldenRun(run).responseTimesS.map((seconds) => seconds * 1000));

testDetectorContract(threshold);

test.for([
  ["rapidly-0.5", ["100 error firing"]],
  ["slowly-0.5", ["123 error firing"]],
  ["complex-0.5", ["50 error firing", "100 error resolved"]],
] as const)("on the recorded %s it begins with %j", ([run, expected]) => {
  const alerts = alertsOn(threshold, {}, recorded(run));

  expect(alerts.slice(0, expected.length).map(inShort)).toEqual(expected);
});

test("an answer that takes exactly the limit is not slow", () => {
  const alerts = alertsOn(threshold, {}, rowsOf([250, 251]));

  expect(alerts.map(inShort)).toEqual(["1 error firing"]);
  expect(alerts[0]).toMatchObject({ key: "slow", score: 0.251 });
});

test("with `for` it waits for that many consecutive slow rows", () => {
  const alerts = alertsOn(threshold, { for: 3 }, rowsOf([300, 300, 10, 300, 300, 300, 300, 10]));

  expect(alerts.map(inShort)).toEqual(["5 error firing", "7 error resolved"]);
});

test("a failed request counts with its duration", () => {
  const [row] = rowsOf([10]);
  const failed =
    row === undefined
      ? []
      : [{ ...row, outcome: { kind: "failed", error: "TIMEOUT", afterMs: 20_000 } } as const];

  expect(alertsOn(threshold, {}, failed).map(inShort)).toEqual(["0 error firing"]);
});
