import { expect, test } from "vitest";
import { createDetector, formatModel, parseModel, trainDetector } from "../../../detector/model.ts";
import { lstm, lstmForecaster } from "../../../detector/series/forecast/lstm.ts";
import { persistence } from "../../../detector/series/forecast/persistence.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { testDetectorContract } from "../contract.ts";
import { faultyRows, healthyRows, noisyRows } from "../traffic.ts";
import { cpuRows } from "./series-rows.ts";

const small = { window: 8, hidden: 4 };
const ofAnswers = trainDetector(
  lstm,
  noisyRows(99, 400, () => 10),
  small,
);

testDetectorContract(lstm, {
  traffic: { source: "response", healthy: healthyRows, faulty: faultyRows },
  model: ofAnswers,
});

/** A saw of five values, with a little noise. */
function saw(seed: number, count: number): readonly number[] {
  const random = randomStream(seed, "saw")(0);
  return Array.from({ length: count }, (_, at) => 40 + 5 * (at % 5) + 0.2 * random.normal());
}

const medium = { window: 20, hidden: 8 };
const ofSaw = trainDetector(lstm, cpuRows(saw(1, 400)), medium);

test("its forecasts of a saw are four times as close as the last value", () => {
  const values = saw(2, 300);
  const errors = { lstm: 0, last: 0 };
  const forecaster = lstmForecaster(ofSaw);

  for (const [at, value] of values.entries()) {
    errors.lstm += Math.abs(value - (forecaster.predict() ?? value));
    errors.last += Math.abs(value - (values[at - 1] ?? value));
    forecaster.observe(value);
  }

  expect(errors.lstm).toBeLessThan(errors.last / 4);
});

test.for([
  ["above", 90],
  ["below", 2],
] as const)(
  "a value far %s its forecast raises an alert dated by that very row, with both in its evidence",
  ([, value]) => {
    const values = saw(3, 100).with(70, value);
    const detector = createDetector(lstm, { source: "process", model: ofSaw });

    const [first] = cpuRows(values).flatMap((row) => detector.observe(row));

    expect(first).toMatchObject({ key: "cpu", severity: "error", state: "firing", atIndex: 70 });
    expect(first?.evidence).toMatch(
      new RegExp(`^${value} %, forecast (39|40)(\\.\\d+)? %: score \\d+\\.\\d\\d, threshold 4\\.26$`),
    );
  },
);

test("a value that fits the range, but not the rhythm, raises an alert too", () => {
  const values = saw(3, 100).with(70, 60);
  const detector = createDetector(lstm, { source: "process", model: ofSaw });

  const alerts = cpuRows(values).flatMap((row) => detector.observe(row));

  expect(alerts[0]).toMatchObject({ state: "firing", atIndex: 70 });
});

test("rows without a forecast yet are not judged: the window of the model comes first", () => {
  const values = saw(3, 20).with(5, 90);
  const detector = createDetector(lstm, { source: "process", model: ofSaw });

  expect(cpuRows(values).flatMap((row) => detector.observe(row))).toEqual([]);
});

test("training is repeatable, and a formatted model gives the same forecasts", () => {
  const again = trainDetector(lstm, cpuRows(saw(1, 400)), medium);
  const [one, other] = [lstmForecaster(ofSaw), lstmForecaster(parseModel(formatModel(ofSaw)))];
  const forecasts = saw(4, 50).map((value) => {
    one.observe(value);
    other.observe(value);
    return [one.predict(), other.predict()];
  });

  expect(formatModel(again)).toBe(formatModel(ofSaw));
  expect(forecasts.every(([mine, parsed]) => mine === parsed)).toBe(true);
});

test("the losses of training are told as it goes, fall, and stand in the model", () => {
  const told: number[] = [];
  const training = lstm.train?.(
    { ...medium, arl0: 1000, threshold: 0, quiet: 1, model: "" },
    { source: "process" },
  );
  for (const row of cpuRows(saw(1, 400))) training?.learn(row);

  const model = training?.finish(({ validationLoss }) => told.push(validationLoss));

  expect(told).toHaveLength(40);
  expect(told.at(-1)).toBeLessThan((told[0] ?? 0) / 2);
  expect(model).toHaveProperty("forecast.losses.length", 40);
});

test.for([
  ["constant values", Array.from({ length: 300 }, () => 7)],
  ["bytes in billions", Array.from({ length: 300 }, (_, at) => 4e9 + 4096 * (at % 7))],
  ["tiny shares", Array.from({ length: 300 }, (_, at) => 1e-9 * (at % 3))],
] as const)("%s can be learned, and their forecasts are finite", ([, values]) => {
  const forecaster = lstmForecaster(trainDetector(lstm, cpuRows(values), { window: 4, hidden: 2 }));

  for (const value of values.slice(0, 10)) forecaster.observe(value);

  expect(Math.abs((forecaster.predict() ?? Number.NaN) - (values[9] ?? 0))).toBeLessThan(
    1e-4 + Math.abs(values[9] ?? 0),
  );
});

test("a log too short for the window is refused, with the length that would do", () => {
  expect(() => trainDetector(lstm, cpuRows(saw(1, 259)))).toThrow(
    expect.objectContaining({
      code: "NOT_ENOUGH_HEALTHY_DATA",
      message: "Cannot train lstm on 259 values.",
      advice: "Give a healthy log of at least 260, or lower window.",
    }),
  );
});

test("without a model it says how to train one", () => {
  expect(() => createDetector(lstm)).toThrow(expect.objectContaining({ code: "MODEL_NEEDED" }));
});

const changes: readonly (readonly [string, string, string])[] = [
  ['"window":20', '"window":1', "forecast.window is 1, not a whole number from 2 to 1000"],
  ['"spread":', '"spread":-', "forecast.spread is -"],
  [
    '"kind":"dense","inputs":8,"outputs":1',
    '"kind":"dense","inputs":3,"outputs":1',
    "forecast.network.layers[2].weights",
  ],
  ['"kind":"lstm","inputs":1,', '"kind":"lstm","inputs":2,', "forecast.network.layers[0].inputWeights"],
  ['"signal":"cpuPercent"', '"signal":"rssBytes"', "it was trained with signal=rssBytes"],
  ['"knots":[', '"knots":[null,', "knots[0] is null, not a finite number"],
];

test.for(changes)("a model in which %s is changed to %s is refused: %s", ([from, to, mistake]) => {
  const changed = parseModel(formatModel(ofSaw).replace(from, to));

  const options = { signal: "cpuPercent" };

  expect(() => createDetector(lstm, { source: "process", model: changed, options })).toThrow(mistake);
});

test("persistence notices a jump on its first row, and the value it stays at no more", () => {
  const values = [...saw(1, 200).map((value) => value / 100), ...saw(2, 50).map((value) => 90 + value / 100)];
  const detector = createDetector(persistence, { source: "process" });

  const alerts = cpuRows(values).flatMap((row) => detector.observe(row));

  expect(alerts.map(({ state, atIndex }) => [state, atIndex])).toEqual([
    ["firing", 200],
    ["resolved", 230],
  ]);
});

test("persistence with a model judges from the second row on", () => {
  const model = trainDetector(persistence, cpuRows(saw(1, 300)));
  const detector = createDetector(persistence, { source: "process", model });
  const rows: readonly ProcessObservation[] = cpuRows([40, 95]);

  const [alert] = rows.flatMap((row) => detector.observe(row));

  expect(alert?.atIndex).toBe(1);
  expect(alert?.evidence).toMatch(/^95 %, forecast 40 %: score /u);
});
