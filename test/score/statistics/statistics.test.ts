import fc from "fast-check";
import { expect, test } from "vitest";
import type { Delays } from "../../../score/statistics/delays.ts";
import {
  binomialCumulative,
  clopperPearsonLower,
  delayQuantile,
  restrictedMeanDelay,
} from "../../../score/statistics/delays.ts";
import { falseAlarmRate, poissonUpper } from "../../../score/statistics/false-alarm-rate.ts";

function noticed(...delays: readonly number[]): Delays {
  return { noticed: delays, censored: [] };
}

/** Delays of 1, 2, ... up to `count`. */
function upTo(count: number): Delays {
  return noticed(...Array.from({ length: count }, (_, at) => at + 1));
}

test.for([
  [3, 0.3684],
  [10, 0.7411],
  [20, 0.8609],
  [59, 0.9505],
  [299, 0.99],
] as const)("%i clean runs of as many certify a probability of %d", ([runs, bound]) => {
  expect(clopperPearsonLower(runs, runs)).toBeCloseTo(bound, 4);
  expect(clopperPearsonLower(runs, runs)).toBeCloseTo(0.05 ** (1 / runs), 10);
});

test("one failure in sixty certifies less than none in fifty-nine", () => {
  expect(clopperPearsonLower(59, 60)).toBeCloseTo(0.9231, 3);
  expect(clopperPearsonLower(0, 10)).toBe(0);
});

test("the binomial sums to one and never falls", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (trials, probability) => {
        const values = Array.from({ length: trials + 1 }, (_, at) =>
          binomialCumulative(at, trials, probability),
        );

        expect(values.at(-1)).toBe(1);
        expect(values.every((value, at) => value >= (values[at - 1] ?? 0) - 1e-12)).toBe(true);
      },
    ),
  );
});

test.for([
  [0, 2.9957],
  [1, 4.7439],
  [2, 6.2958],
  [10, 16.9622],
] as const)("%i events leave room for a mean of %d", ([count, upper]) => {
  expect(poissonUpper(count, 0.95)).toBeCloseTo(upper, 4);
});

test("silence for three million observations certifies one false alarm in a million", () => {
  const { arl0, arl0AtLeast } = falseAlarmRate(3_000_000, 0, 1);

  expect(arl0).toBeUndefined();
  expect(arl0AtLeast).toBeGreaterThan(1e6);
});

test("false alarms are counted per thousand observations and per hour", () => {
  expect(falseAlarmRate(2000, 4, 7_200_000)).toMatchObject({ perThousand: 2, perHour: 2, arl0: 500 });
});

test("a median lies between order statistics: ranks 2 and 9 of 10, 40 and 61 of 100", () => {
  expect(delayQuantile(upTo(10), 0.5)).toEqual({ value: 5, low: 2, high: 9 });
  expect(delayQuantile(upTo(100), 0.5)).toEqual({ value: 50, low: 40, high: 61 });
});

test("a high quantile of few delays has no upper end", () => {
  expect(delayQuantile(noticed(1, 2, 3), 0.95)).toEqual({ value: 3, low: 2, high: Infinity });
});

test("a miss is longer than every delay", () => {
  expect(delayQuantile({ noticed: [1, 2], censored: [10, 10, 10] }, 0.5).value).toBe(Infinity);
});

test("without misses the restricted mean is the mean", () => {
  expect(restrictedMeanDelay(noticed(2, 4, 6), 100)).toBeCloseTo(4, 12);
});

test("a miss counts with the whole horizon", () => {
  expect(restrictedMeanDelay({ noticed: [2, 4], censored: [100] }, 100)).toBeCloseTo((2 + 4 + 100) / 3, 12);
});

test("a detector that catches one in ten at once is worse than one that catches all of them late", () => {
  const quick = { noticed: [2], censored: Array.from({ length: 9 }, () => 200) };
  const slow = noticed(...Array.from({ length: 10 }, () => 30));

  expect(restrictedMeanDelay(quick, 200)).toBeGreaterThan(restrictedMeanDelay(slow, 200));
});

test("a drill that was cut short tells nothing of what came after: the others speak for it", () => {
  expect(restrictedMeanDelay({ noticed: [10], censored: [5] }, 100)).toBeCloseTo(10, 12);
});

test("one more row of delay in every drill is one more in every measure", () => {
  const delays = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(delays, (values) => {
      const before = noticed(...values);
      const after = noticed(...values.map((value) => value + 1));

      expect(restrictedMeanDelay(after, 1000)).toBeCloseTo(restrictedMeanDelay(before, 1000) + 1, 9);
      for (const share of [0.5, 0.95, 1])
        expect(delayQuantile(after, share).value).toBe(delayQuantile(before, share).value + 1);
    }),
  );
});
