import { describe, expect, test } from "vitest";
import { Cusum, cusumThreshold } from "../../../../detector/series/cusum.ts";
import { Ewma, ewmaThreshold } from "../../../../detector/series/ewma.ts";
import { Focus, focusThreshold } from "../../../../detector/series/focus.ts";
import { JointStatistic } from "../../../../detector/series/statistic/statistic.ts";
import type { Part } from "../../../../detector/series/statistic/statistic.ts";
import { PageHinkley, pageHinkleyThreshold } from "../../../../detector/series/page-hinkley.ts";
import { shewhartStatistic, shewhartThreshold } from "../../../../detector/series/shewhart.ts";
import {
  VarianceCusum,
  varianceCusumThreshold,
} from "../../../../detector/series/statistic/variance-cusum.ts";
import { delays, runLengths } from "./run-lengths.ts";
import type { Change } from "./run-lengths.ts";

/*
 * About 30 s of processor time: 1,000 runs for each figure, each after 200 healthy values, with a known baseline. The expected
 * figures come from an independent simulation in another language, with about the same error.
 */

const changes: readonly (readonly [string, Change])[] = [
  ["+0.5 sd", (random) => random.normal() + 0.5],
  ["+1 sd", (random) => random.normal() + 1],
  ["+2 sd", (random) => random.normal() + 2],
  ["+3 sd", (random) => random.normal() + 3],
  ["+5 sd", (random) => random.normal() + 5],
  ["ramp 0.01", (random, at) => random.normal() + 0.01 * (at + 1)],
  ["ramp 0.05", (random, at) => random.normal() + 0.05 * (at + 1)],
  ["ramp 0.2", (random, at) => random.normal() + 0.2 * (at + 1)],
  ["sd x2", (random) => 2 * random.normal()],
  ["sd x4", (random) => 4 * random.normal()],
  ["10 % +5 sd", (random) => random.normal() + (random.uniform() < 0.1 ? 5 : 0)],
];

const rules = {
  shewhart: (arl0) => ({ statistic: shewhartStatistic, threshold: shewhartThreshold(arl0) }),
  "ewma 0.2": (arl0) => ({ statistic: new Ewma(0.2), threshold: ewmaThreshold(arl0, 0.2) }),
  "ewma 0.05": (arl0) => ({ statistic: new Ewma(0.05), threshold: ewmaThreshold(arl0, 0.05) }),
  "cusum 0.5": (arl0) => ({ statistic: new Cusum(0.5), threshold: cusumThreshold(arl0, 0.5) }),
  focus: (arl0) => ({ statistic: new Focus(), threshold: focusThreshold(arl0) }),
  "cusum pair": (arl0) => ({
    statistic: new JointStatistic(
      { statistic: new Cusum(0.5), threshold: cusumThreshold(2 * arl0, 0.5) },
      {
        statistic: new VarianceCusum(2, "both"),
        threshold: varianceCusumThreshold(2 * arl0, 2, "both"),
      },
    ),
    threshold: 1,
  }),
  "page-hinkley": (arl0) => ({ statistic: new PageHinkley(), threshold: pageHinkleyThreshold(arl0) }),
} as const satisfies Readonly<Record<string, (arl0: number) => Part>>;

/** Mean delays in the order of `changes`; `undefined` where no figure exists. */
const published: readonly (readonly [number, keyof typeof rules, readonly (number | undefined)[]])[] = [
  [1e3, "shewhart", [211, 56, 7.5, 2.2, 1.03, 101, 32, 11.5, 16.5, 4.7, 10.2]],
  [1e3, "ewma 0.2", [41.7, 10.4, 3.7, 2.3, 1.5, 58, 20, 8.5, 37, 12, 15.7]],
  [1e3, "ewma 0.05", [28.8, 11.4, 5.2, 3.5, 2.2, 51, 21, 9.7, 88, 31, 24.7]],
  [1e3, "cusum 0.5", [37.4, 9.9, 3.7, 2.4, 1.6, 58, 20, 8.7, 28, 7.2, 16]],
  [1e3, "focus", [35.2, 10.7, 3.5, 1.9, 1.06, 57, 21, 8.8, 16.9, 5, 10.5]],
  [1e3, "cusum pair", [40.4, 10.3, 3.9, 2.4, 1.25, 59, 21, 8.9, 8.7, 2.8, 12.1]],
  [1e4, "shewhart", [1550, 308, 23, 4.3]],
  [1e4, "cusum 0.5", [73, 14.6, 5.3, 3.4, 2.1]],
  [1e4, "focus", [56, 15.7, 4.7, 2.5, 1.2, 72, 25, 10.3, 31]],
  [
    1e4,
    "cusum pair",
    [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined, 12, 3.3],
  ],
];

/**
 * The allowed difference between the two simulations: four standard errors of the difference and half of the last
 * printed digit. The other simulation splits the pair's false alarms differently, in favor of the mean, so the pair
 * has a larger allowance.
 */
function allowance(rule: keyof typeof rules, error: number, expected: number): number {
  const rounding = expected >= 100 ? 0.5 : 0.05;
  return 4 * Math.SQRT2 * error + rounding + (rule === "cusum pair" ? 0.1 * expected : 0);
}

describe.for(published)("at an ARL0 of %i, %s", ([arl0, rule, expected]) => {
  const part = rules[rule](arl0);

  test.for(
    changes.flatMap((change, at) => (expected[at] === undefined ? [] : [[...change, expected[at]] as const])),
  )("notices %s", ([, change, figure]) => {
    const { mean, error } = delays({ ...part, runs: 1000, seed: 1, healthy: 200, change });

    expect(Math.abs(mean - figure)).toBeLessThan(allowance(rule, error, figure));
  });
});

test.for([
  ["shewhart", 1e3, 4000],
  ["ewma 0.2", 1e3, 4000],
  ["ewma 0.05", 1e3, 4000],
  ["cusum 0.5", 1e3, 4000],
  ["focus", 1e3, 4000],
  ["page-hinkley", 1e3, 4000],
  ["cusum 0.5", 1e4, 500],
  ["ewma 0.05", 1e4, 500],
  ["focus", 1e4, 500],
  ["page-hinkley", 1e4, 500],
] as const)("%s has one false alarm per %i healthy rows", ([rule, arl0, runs]) => {
  const { statistic, threshold } = rules[rule](arl0);

  const [length] = runLengths(statistic, [threshold], runs, 2);

  expect(Math.abs((length?.mean ?? 0) - arl0)).toBeLessThan(4 * (length?.error ?? 0) + 0.02 * arl0);
});

test("the pair has a longer run length than asked for, because the two often alarm together", () => {
  const { statistic, threshold } = rules["cusum pair"](1e3);

  const [length] = runLengths(statistic, [threshold], 4000, 2);

  expect(length?.mean).toBeGreaterThan(1e3);
  expect(length?.mean).toBeLessThan(1.15e3);
});

test("at the same threshold, the variance CUSUM of the upper half has twice the run length of both halves", () => {
  const threshold = varianceCusumThreshold(500, 2, "both");

  const [length] = runLengths(new VarianceCusum(2, "upper"), [threshold], 4000, 2);

  expect(varianceCusumThreshold(1000, 2, "upper")).toBe(threshold);
  expect(Math.abs((length?.mean ?? 0) - 1000)).toBeLessThan(4 * (length?.error ?? 0));
});
