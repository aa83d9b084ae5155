import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { meanAbsoluteError } from "../../../detector/series/forecast/forecaster.ts";
import type { Forecaster } from "../../../detector/series/forecast/forecaster.ts";
import { bestWeight, Level } from "../../../detector/series/forecast/level.ts";
import { lstm, lstmForecaster } from "../../../detector/series/forecast/lstm.ts";
import { Persistence } from "../../../detector/series/forecast/persistence.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { upperMiddle } from "../../../domain/numbers/quantile.ts";
import { cpuRows } from "./series-rows.ts";

/** Beside the project. */
const folder = join("..", "shared", "nab", "realAWSCloudwatch");
const page = readFileSync("docs/detectors.md", "utf8");
const names = ["24ae8d", "53ea38", "5f5533", "77c1ca", "825cc2", "ac20cd", "c6585a", "fe7f93"];
/** Those where the network is better than the last value, exponential smoothing and the median. */
const won = new Set(["53ea38", "5f5533", "825cc2", "ac20cd", "fe7f93"]);
/** Of the newest value in exponential smoothing. */
const weights = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const columns = ["lstm", "last", "smoothing", "median"] as const;

/** Mean absolute errors after the first 15 % of a series, from which alone everything was learned. */
interface Errors extends Record<(typeof columns)[number], number> {
  /** Standard deviation of the network's forecasts over that of the values. */
  readonly liveliness: number;
}

function errorsOn(name: string): Errors {
  const lines = readFileSync(`${folder}/ec2_cpu_utilization_${name}.csv`, "utf8").trim().split("\n").slice(1);
  const values = lines.map((line) => Number(line.split(",")[1]));
  const learned = Math.floor(0.15 * values.length);
  const [before, after] = [values.slice(0, learned), values.slice(learned)];
  const median = upperMiddle(before.toSorted((one, other) => one - other)) ?? 0;
  const warm = <F extends Forecaster>(forecaster: F): F => {
    for (const value of before) forecaster.observe(value);
    return forecaster;
  };
  const network = warm(lstmForecaster(trainDetector(lstm, cpuRows(before))));
  const forecasts = after.map((value) => {
    const forecast = network.predict() ?? Number.NaN;
    network.observe(value);
    return forecast;
  });
  return {
    lstm: after.reduce((sum, value, at) => sum + Math.abs(value - (forecasts[at] ?? 0)), 0) / after.length,
    last: meanAbsoluteError(warm(new Persistence()), after),
    smoothing: meanAbsoluteError(
      warm(new Level(bestWeight(before, before[0] ?? 0, weights), before[0] ?? 0)),
      after,
    ),
    median: meanAbsoluteError(new Level(0, median), after),
    liveliness: spreadOf(forecasts) / spreadOf(after),
  };
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

test.for(names)("the row of %s in the table of forecasts is what is measured", (name, { skip }) => {
  skip(!existsSync(folder), `${folder} is not there`);
  const [, cells = ""] = new RegExp(`^\\| \`${name}\` \\|(.*)$`, "m").exec(page) ?? [];
  const told = cells.split("|").map(Number);

  const errors = errorsOn(name);

  for (const [at, column] of columns.entries())
    expect(errors[column] / (told[at] ?? 0), `${column}: ${errors[column]}`).toBeCloseTo(1, 1);
  const best = Math.min(errors.last, errors.smoothing, errors.median);
  const isBest = errors.lstm < best;
  expect([name, isBest]).toEqual([name, won.has(name)]);
  // A constant predictor, as the original's became, has no spread.
  expect(errors.liveliness).toBeGreaterThan(isBest ? 0.1 : 0.03);
});

test("trained on 3,000 values that depend on each other, it keeps its rate of false alarms within a factor of two", () => {
  const model = trainDetector(lstm, cpuRows(walk(1, 3000)), { window: 10, hidden: 4 });
  const options = { arl0: 100, quiet: 1 };
  const logs = [2, 3, 4].map((seed) => cpuRows(walk(seed, 10_000)));

  const alarms = logs.flatMap((rows) => {
    const detector = createDetector(lstm, { source: "process", model, options });
    return rows.flatMap((row) => detector.observe(row)).filter(({ state }) => state === "firing");
  });

  expect(alarms.length).toBeGreaterThan(150);
  expect(alarms.length).toBeLessThan(600);
});

/** An autoregression of the first order: neighbors correlate by 0.8. */
function walk(seed: number, count: number): readonly number[] {
  const random = randomStream(seed, "walk")(0);
  let value = 0;
  return Array.from({ length: count }, () => 50 + (value = 0.8 * value + 0.6 * random.normal()));
}
