import { expect, test } from "vitest";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import { cblof } from "../../../detector/series/cblof.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";
import { faultyRows, healthyRows, noisyRows, rowsOf } from "../traffic.ts";

testDetectorContract(cblof);

test("a fault is noticed on its first row, and the episode ends when the window has left it", () => {
  const alerts = alertsOn(cblof, {}, faultyRows(1));

  expect(alerts.map(inShort)).toEqual(["100 error firing", "209 error resolved"]);
  expect(alerts[0]?.evidence).toBe(
    "the newest 10 values are at distance 4.990 s from the large clusters of healthy windows, limit 0.150 s",
  );
});

test("weighted by size, its evidence speaks of a score", () => {
  const [first] = alertsOn(cblof, { weights: "size" }, faultyRows(1));

  expect(first?.atIndex).toBe(100);
  expect(first?.evidence).toMatch(
    /^the newest 10 values are at score \(distance times size\) \d+\.\d{3} s from the large clusters/,
  );
});

test("the same log gives the same alerts every time: its clusters are drawn with a fixed seed", () => {
  expect(alertsOn(cblof, { margin: 1 }, healthyRows(2))).toEqual(
    alertsOn(cblof, { margin: 1 }, healthyRows(2)),
  );
});

const steady = (last: number) => rowsOf(Array.from({ length: 120 }, (_, at) => (at < 110 ? 200 : last)));

test("where answers always took the same time, 1 % more is no outlier, and half as much again is", () => {
  expect(alertsOn(cblof, {}, steady(202))).toEqual([]);
  expect(alertsOn(cblof, {}, steady(300)).map(inShort)).toEqual(["110 error firing"]);
});

test("with a model it judges from the first whole window", () => {
  const model = parseModel(formatModel(trainDetector(cblof, healthyRows(1))));
  const detector = createDetector(cblof, { model });
  const slow = noisyRows(2, 30, () => 500);

  expect(slow.flatMap((row) => detector.observe(row)).map(inShort)).toEqual(["9 error firing"]);
});

test.for([
  [
    { clusters: 92 },
    "clusters is 92, but the reference of 100 rows has only 91 windows of 10 rows.",
    "Set reference to at least 101, or lower window or clusters.",
  ],
  [
    { window: 94 },
    "clusters is 8, but the reference of 100 rows has only 7 windows of 94 rows.",
    "Set reference to at least 101, or lower window or clusters.",
  ],
] as const)("options %j are refused: %s", ([options, message, advice]) => {
  expect(() => createDetector(cblof, { options })).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_OPTION", message: `cblof: ${message}`, advice }),
  );
});

test.for([{ clusters: 91 }, { window: 93 }, { contamination: 0.5 }])(
  "options %j are accepted: they are at the limit",
  (options) => {
    expect(() => createDetector(cblof, { options })).not.toThrow();
  },
);
