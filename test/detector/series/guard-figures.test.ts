import { expect, test } from "vitest";
import { createDetector, trainDetector } from "../../../detector/model.ts";
import { guard } from "../../../detector/series/guard.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import type { Detector, DetectorModel } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import { gaussianFloor } from "../../../score/response/optimal-cusum.ts";
import type { Estimate } from "./statistic/run-lengths.ts";
import { estimated } from "./statistic/run-lengths.ts";

/* About 20 s of processor time: simulated traffic, 100,000 training rows, an ARL0 of 10,000. */

type Law = (normal: number) => number;

const arl0 = 1e4;
const lognormal: Law = (normal) => 100 * Math.exp(0.5 * normal);
const gaussian: Law = (normal) => 15 + 1.5 * normal;

function rowOf(index: number, responseMs: number): Observation {
  const atMs = index * 1000;
  const outcome = { kind: "completed", status: 200, responseMs } as const;
  return { kind: "response", index, atMs, plannedAtMs: atMs, sentAtMs: atMs, outcome };
}

function modelOf(law: Law): DetectorModel {
  const random = randomStream(1, "train")(0);
  const rows = Array.from({ length: 100_000 }, (_, index) => rowOf(index, law(random.normal())));
  return trainDetector(guard, rows);
}

function fresh(options: OptionValues, model: DetectorModel | undefined): Detector<Observation> {
  return createDetector(guard, { options: { arl0, ...options }, ...(model === undefined ? {} : { model }) });
}

function runLength(law: Law, model: DetectorModel, runs: number): Estimate {
  const chance = randomStream(2, "run");
  return estimated(
    Array.from({ length: runs }, (_, run) => {
      const random = chance(run);
      const detector = fresh({}, model);
      let index = 0;
      while (detector.observe(rowOf(index, law(random.normal()))).length === 0) index += 1;
      return index + 1;
    }),
  );
}

interface Trial {
  readonly model?: DetectorModel;
  readonly options?: OptionValues;
  /** Rows before the change; a run that alarms in them does not count. */
  readonly healthy: number;
  /** Factor by which an affected row is slower; affected rows count from 1. */
  readonly slower: (at: number) => number;
}

function delay({ model, options = {}, healthy, slower }: Trial): Estimate {
  const chance = randomStream(3, "run");
  const delays = Array.from({ length: 1500 }, (_, run) => {
    const random = chance(run);
    const detector = fresh(options, model);
    let index = 0;
    for (; index < healthy; index += 1)
      if (detector.observe(rowOf(index, lognormal(random.normal()))).length > 0) return [];
    while (
      detector.observe(rowOf(index, lognormal(random.normal()) * slower(index - healthy + 1))).length === 0
    )
      index += 1;
    return [index - healthy + 1];
  });
  return estimated(delays.flat());
}

const known = modelOf(lognormal);
const step = (): number => 1.65;
const ramp = (at: number): number => Math.exp(Math.log(1.02) * at);

test("on lognormal traffic it keeps an ARL0 of 10,000 rows within a fifth", () => {
  const { mean, error } = runLength(lognormal, known, 700);

  expect(error).toBeLessThan(0.045 * arl0);
  expect(Math.abs(mean / arl0 - 1)).toBeLessThan(0.2);
});

test("on normal traffic it keeps an ARL0 of 10,000 rows within a fifth", () => {
  const { mean, error } = runLength(gaussian, modelOf(gaussian), 700);

  expect(error).toBeLessThan(0.045 * arl0);
  expect(Math.abs(mean / arl0 - 1)).toBeLessThan(0.2);
});

/**
 * Floor of a step: the delay of the optimal CUSUM, 15.09 at zero and 14.31 in its steady state. A ramp has no known
 * floor: the figure is the simulated delay (28.2 and 27.5) of the likelihood ratio for exactly this slope, which no
 * detector knows in advance.
 */
test.for([
  ["x1.65", "zero", 0, step, gaussianFloor(Math.log(1.65) / 0.5, arl0), 0.8],
  ["x1.65", "steady", 200, step, 14.31, 0.9],
  ["a ramp of 2 % per request", "zero", 0, ramp, 28.2, 0.8],
  ["a ramp of 2 % per request", "steady", 200, ramp, 27.5, 0.9],
] as const)(
  "it notices %s (%s state) almost as soon as the floor",
  ([, , healthy, slower, floor, efficiency]) => {
    const { mean } = delay({ model: known, healthy, slower });

    expect(floor / mean).toBeGreaterThan(efficiency);
  },
);

test.for([
  [1000, step, 1.1],
  [100, step, 1.25],
  [1000, ramp, 1.1],
] as const)("a baseline learned from %i rows delays it only slightly", ([reference, slower, loss]) => {
  const exact = delay({ model: known, healthy: 200, slower });

  const learned = delay({ options: { reference }, healthy: reference + 200, slower });

  process.stdout.write(
    `Baseline from ${reference} rows: ${learned.mean.toFixed(1)} rows to notice, known ${exact.mean.toFixed(1)}.\n`,
  );
  expect(learned.mean / exact.mean).toBeLessThan(loss);
});
