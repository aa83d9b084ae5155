import { expect, test } from "vitest";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import { lof } from "../../../detector/series/lof.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { DetectorModel } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import { testDetectorContract } from "../contract.ts";
import { alertsOn, inShort } from "../run.ts";
import { faultyRows, healthyRows, noisyRows, rowsOf } from "../traffic.ts";

testDetectorContract(lof);

const judged = (model: DetectorModel, rows: readonly Observation[], options: OptionValues = {}) => {
  const detector = createDetector(lof, { model, options });
  return rows.flatMap((row) => detector.observe(row));
};

test("a fault is noticed on its first row, and the episode ends when the window has left it", () => {
  const alerts = alertsOn(lof, {}, faultyRows(1));

  expect(alerts.map(inShort)).toEqual(["100 error firing", "209 error resolved"]);
  expect(alerts[0]?.key).toBe("response-time");
  expect(alerts[0]?.evidence).toBe(
    "the newest 10 values have outlier factor 516 among healthy windows, limit 18",
  );
});

test("answers that get faster are outliers, too", () => {
  const rows = noisyRows(1, 200, (index) => (index < 100 ? 500 : 10));

  expect(alertsOn(lof, {}, rows).map(inShort)).toEqual(["100 error firing"]);
});

const steady = (last: number) => rowsOf(Array.from({ length: 120 }, (_, at) => (at < 110 ? 200 : last)));

test("where answers always took the same time, 1 % more is no outlier, and half as much again is", () => {
  expect(alertsOn(lof, {}, steady(202))).toEqual([]);
  expect(alertsOn(lof, {}, steady(300)).map(inShort)).toEqual(["110 error firing"]);
});

test("the limit is a multiple of the offset: with a lower margin the same fault is noticed earlier", () => {
  const ramp = noisyRows(1, 160, (index) => (index < 100 ? 10 : 10 + 3 * (index - 99)));
  const limits = [1, 3, 10].map((margin) =>
    alertsOn(lof, { margin }, ramp).find(({ state }) => state === "firing"),
  );

  const at = limits.map((alert) => alert?.atIndex ?? Infinity);
  expect(at).toEqual(at.toSorted((one, other) => one - other));
  expect(new Set(at).size).toBe(3);
  const limit = limits.map((alert) => Number(/limit (\S+)$/.exec(alert?.evidence ?? "")?.[1]));
  expect(limit[2]).toBeCloseTo(10 * (limit[0] ?? 0), 1);
});

test("its reference is fixed: a lasting fault never becomes part of it", () => {
  const rows = noisyRows(1, 2000, (index) => (index >= 100 ? 500 : 10));

  expect(alertsOn(lof, {}, rows).map(inShort)).toEqual(["100 error firing"]);
});

test.for([
  [
    { k: 91 },
    "k is 91, but the reference of 100 rows has only 91 windows of 10 rows.",
    "Set reference to at least 101, or lower window or k.",
  ],
  [
    { window: 100 },
    "k is 5, but the reference of 100 rows has only 1 window of 100 rows.",
    "Set reference to at least 105, or lower window or k.",
  ],
] as const)("options %j are refused: %s", ([options, message, advice]) => {
  expect(() => createDetector(lof, { options })).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_OPTION", message: `lof: ${message}`, advice }),
  );
});

test.for([{ k: 90 }, { window: 95 }])("options %j are accepted: they are at the limit", (options) => {
  expect(() => createDetector(lof, { options })).not.toThrow();
});

test("with a model it judges from the first whole window", () => {
  const model = trainDetector(lof, healthyRows(1));
  const slow = noisyRows(2, 30, () => 500);

  const alerts = judged(parseModel(formatModel(model)), slow);

  expect(alerts.map(inShort)).toEqual(["9 error firing"]);
  expect(judged(model, healthyRows(3))).toEqual([]);
});

test.for([
  [15, 6, "one window more than k"],
  [1009, 1000, "every window"],
  [1010, 501, "every second window"],
  [12_000, 1000, "windows apart"],
] as const)("of %i training rows the model keeps %i windows: %s", ([rows, windows]) => {
  const model = trainDetector(
    lof,
    noisyRows(1, rows, () => 10),
  );

  expect(model).toMatchObject({ features: "windows 1", signal: "responseSeconds", window: 10 });
  const { stride, values } = windowsIn(model);
  expect((values - 10) / stride + 1).toBe(windows);
});

function windowsIn(model: DetectorModel): { readonly stride: number; readonly values: number } {
  if (!("stride" in model && "values" in model && Array.isArray(model.values))) throw new Error("no windows");
  return { stride: Number(model.stride), values: model.values.length };
}

test("fewer training rows than a window and its neighbors need are refused", () => {
  expect(() =>
    trainDetector(
      lof,
      noisyRows(1, 14, () => 10),
    ),
  ).toThrow(
    expect.objectContaining({
      code: "NOT_ENOUGH_HEALTHY_DATA",
      message: "Cannot train lof on 14 rows.",
      advice: "Give a healthy log of at least 15 rows with the signal; 1,000 or more show its rare windows.",
    }),
  );
});

test.for([
  [{ window: 7 }, {}, "it was trained with window=10"],
  [{ signal: "failed" }, {}, "it was trained with signal=responseSeconds"],
  [{ k: 291 }, {}, "it has 291 windows, too few for k=291"],
  [{}, { features: "windows 2" }, 'features is "windows 2", not "windows 1"'],
  [{}, { features: undefined }, 'features is missing, not "windows 1"'],
  [{}, { detector: "knn" }, "it was trained for knn"],
  [{}, { stride: 0 }, "stride is 0, not a whole number from 1"],
  [{}, { values: [1, "2"] }, 'values[1] is "2", not a finite number'],
  [{}, { values: [1] }, "it has 0 windows, too few for k=5"],
] as const)("with options %j a model with %j is refused: %s", ([options, changes, why]) => {
  const model = { ...trainDetector(lof, healthyRows(1)), ...changes };

  expect(() => createDetector(lof, { options, model })).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "BAD_MODEL",
      message: `lof cannot use this model: ${why}.`,
    }),
  );
});
