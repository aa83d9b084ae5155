import fc from "fast-check";
import { expect, test } from "vitest";

import { createDetector } from "../../../detector/model.ts";
import { knn, NewestWindow } from "../../../detector/series/knn.ts";
import { EpisodeTracker } from "../../../detector/episode-tracker.ts";
import type { Levels } from "../../../detector/series/levels.ts";
import { severityAt } from "../../../detector/series/levels.ts";
import { distanceBy, nearestDistances, slidingWindows } from "../../../detector/series/nearest-window.ts";
import type { OptionValues } from "../../../domain/detector-options.ts";
import { elapsedMs } from "../../../domain/response/observation.ts";
import type { Observation } from "../../../domain/sources.ts";
import { testDetectorContract } from "../contract.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { findScenario } from "../../../scenarios/registry.ts";
import { goldenCsv, goldenOnsetBurst, goldenRun, referenceRuns } from "../golden.ts";
import { alertsOn, delayRows, inShort, stepMs } from "../run.ts";
import { noisyRows, rowsOf } from "../traffic.ts";

const recorded = (run: string) => rowsOf(goldenRun(run).responseTimesS.map((seconds) => seconds * 1000));
const create = (options: OptionValues) => createDetector(knn, { options });

testDetectorContract(knn);

test.for([
  ["rapidly-0.5", 100, {}, 2, 3],
  ["rapidly-0.2", 100, {}, 2, 3],
  ["slowly-0.5", 100, {}, 21, 30],
  ["slowly-0.2", 100, {}, 23, 33],
  ["slowly-0.5", 100, { warning: 0.1, error: 0.3 }, 7, 14],
  ["slowly-0.2", 100, { warning: 0.1, error: 0.3 }, 7, 16],
  ["complex-0.5", 50, {}, 2, 3],
  ["complex-0.2", 50, {}, 2, 3],
] as const)(
  "on the recorded %s, fault at %i, options %j, it warns after %i affected rows, error after %i",
  ([run, onset, options, warning, error]) => {
    const alerts = alertsOn(knn, options, recorded(run));

    expect(delayRows(alerts, onset, "warning")).toBe(warning);
    expect(delayRows(alerts, onset, "error")).toBe(error);
    expect(alerts[0]?.atIndex).toBeGreaterThanOrEqual(onset);
  },
);

test("a fault right after the reference is noticed ten rows later, because judged windows do not overlap the reference", () => {
  const alerts = alertsOn(knn, { reference: 50 }, recorded("complex-0.5"));

  expect(alerts.slice(0, 1).map(inShort)).toEqual(["59 error firing"]);
});

test.for(referenceRuns.flatMap((run) => [1, 3].map((k) => [run, k] as const)))(
  "on %s, k %i, every score is scikit-learn's distance at that row",
  ([run, k]) => {
    const distances = goldenCsv(`${run}.reference.csv`).map((row) => row[`first30_k${k}`] ?? -1);

    const alerts = alertsOn(knn, { k }, recorded(run));

    const off = alerts.map(({ score = -2, atIndex }) => Math.abs(score - (distances[atIndex] ?? -1)));
    expect(Math.max(...off, 0)).toBeLessThan(1e-6);
  },
);

test("on rapidly it opens, rises once, and stays open to the end", () => {
  const alerts = alertsOn(knn, {}, recorded("rapidly-0.5"));

  expect(alerts.map(inShort)).toEqual(["101 warning firing", "102 error firing"]);
  expect(alerts.map(({ key }) => key)).toEqual(["response-time", "response-time"]);
  expect(alerts[1]?.evidence).toBe(
    "the newest 10 values are at distance 0.840 s from the nearest of 21 healthy windows",
  );
});

test.for(goldenOnsetBurst().onset.map(({ onset }) => onset))(
  "a fault that begins at row %i causes a warning on its second row and an error on its third",
  (onset) => {
    const alerts = alertsOn(knn, {}, rowsOf(stepMs(onset)));

    expect(alerts.map(inShort)).toEqual([`${onset + 1} warning firing`, `${onset + 2} error firing`]);
  },
);

test("it resolves when the distance falls below the warning level", () => {
  const alerts = alertsOn(knn, {}, rowsOf(stepMs(100, 150)));

  expect(alerts.map(inShort)).toEqual(["101 warning firing", "102 error firing", "158 error resolved"]);
});

test.for([
  [{}, /distance \d+\.\d{3} % from the nearest of 21 healthy windows, limit \d+\.\d{3} %$/],
  [{ warning: 3, error: 5 }, /distance \d+\.\d{3} % from the nearest of 21 healthy windows$/],
] as const)(
  "on a signal that is not in seconds its limit comes from the reference, unless levels are given: %j",
  ([options, evidence]) => {
    const rows = Array.from(simulate(findScenario("cpu-spike"), 1), ({ observation }) => observation);

    const [first] = alertsOn(knn, options, rows);

    expect(first?.atIndex).toBe(120);
    expect(first?.evidence).toMatch(evidence);
  },
);

test.for([
  ["mean", 3, "the 3 nearest (mean)"],
  ["median", 3, "the 3 nearest (median)"],
  ["largest", 3, "nearest neighbor 3"],
  ["mean", 1, "the nearest"],
] as const)("by the %s of %i distances, its evidence is about %s", ([method, k, which]) => {
  const [first] = alertsOn(knn, { method, k }, rowsOf(stepMs(100)));

  expect(first?.evidence).toContain(`from ${which} of 21 healthy windows`);
});

test("its reference is fixed: a lasting fault never becomes part of it", () => {
  const rows = noisyRows(1, 2000, (index) => (index >= 100 ? 500 : 10));

  const alerts = alertsOn(knn, {}, rows);

  expect(alerts.map(inShort)).toEqual(["101 warning firing", "102 error firing"]);
});

test("it is silent until ten rows after its reference, whatever their values", () => {
  const wild = rowsOf(Array.from({ length: 39 }, (_, index) => index * 1000));

  expect(alertsOn(knn, {}, wild)).toEqual([]);
});

test("its default deadline is its window", () => {
  expect(create({ window: 7 }).windowSize).toBe(7);
});

test.for([
  [
    { k: 22 },
    "k is 22, but the reference of 30 rows has only 21 windows of 10 rows.",
    "Set reference to at least 31, or lower window or k.",
  ],
  [
    { window: 31 },
    "k is 1, but the reference of 30 rows has only 0 windows of 31 rows.",
    "Set reference to at least 31, or lower window or k.",
  ],
  [
    { k: 21, contamination: 0.1 },
    "k is 21, but the reference of 30 rows has only 21 windows of 10 rows.",
    "Set reference to at least 31, or lower window or k.",
  ],
  [
    { warning: 0.9 },
    "warning (0.9) must not be above error (0.8).",
    "Give both, for example knn:warning=0.8,error=0.9.",
  ],
] as const)("options %j are refused: %s", ([options, message, advice]) => {
  const attempt = () => create(options);

  expect(attempt).toThrow(
    expect.objectContaining({ kind: "usage", code: "BAD_OPTION", message: `knn: ${message}`, advice }),
  );
});

test.for([{ k: 21 }, { k: 20, contamination: 0.1 }, { window: 30 }, { warning: 0.8 }])(
  "options %j are accepted: they are at the limit",
  (options) => {
    const attempt = () => create(options);

    expect(attempt).not.toThrow();
  },
);

const hundredSeeds = Array.from({ length: 100 }, (_, index) => index + 1);

test("for seeds 1 to 100 a jump to 500 ms causes a warning on the second row and an error by the third", () => {
  const delays = hundredSeeds.map((seed) => {
    const alerts = alertsOn(
      knn,
      {},
      noisyRows(seed, 300, (index) => (index < 100 ? 10 : 500)),
    );
    return [delayRows(alerts, 100, "warning"), delayRows(alerts, 100, "error"), alerts.length];
  });

  expect(delays).toEqual(hundredSeeds.map(() => [2, 3, 2]));
});

test("for seeds 1 to 100 a rise of 10 ms per row causes a warning by the seventh row and an error on the 14th", () => {
  const delays = hundredSeeds.map((seed) => {
    const rows = noisyRows(seed, 300, (index) => (index < 100 ? 10 : 10 * (index - 98)));
    const alerts = alertsOn(knn, { warning: 0.1, error: 0.3 }, rows);
    return [delayRows(alerts, 0, "warning") ?? Infinity, delayRows(alerts, 0, "error") ?? Infinity] as const;
  });

  const warnings = delays.map(([warning]) => warning - 100);
  const errors = delays.map(([, error]) => error - 100);
  expect([Math.min(...warnings), Math.max(...warnings)]).toEqual([6, 7]);
  expect([Math.min(...errors), Math.max(...errors)]).toEqual([14, 14]);
});

test("its alerts and scores are those of measuring every window at every row", () => {
  const burst = fc.record({ ms: fc.integer({ min: 0, max: 900 }), rows: fc.integer({ min: 1, max: 25 }) });
  const settings = fc.record({
    k: fc.integer({ min: 1, max: 5 }),
    method: fc.constantFrom("largest", "mean", "median"),
    warning: fc.constantFrom(0, 0.05, 0.3),
    error: fc.constantFrom(0.3, 0.8),
  });

  fc.assert(
    fc.property(fc.array(burst, { minLength: 6, maxLength: 12 }), settings, (bursts, options) => {
      const later = bursts.flatMap(({ ms, rows }) => Array.from({ length: rows }, (_, at) => ms + (at % 3)));
      const rows = rowsOf([...stepMs(40).slice(0, 40), ...later]);
      const detector = create(options);

      const said = rows.map((row) => [detector.observe(row).map(inShort), detector.scoreNow?.()]);

      expect(said).toEqual(measuredEveryTime(rows, options));
    }),
  );
});

/** What knn says and scores without any short cut. */
function measuredEveryTime(
  rows: readonly Observation[],
  { k, method, ...levels }: Levels & { readonly k: number; readonly method: string },
): readonly unknown[] {
  const seconds = Float64Array.from(rows, (row) => (row.kind === "response" ? elapsedMs(row) / 1000 : 0));
  const healthy = slidingWindows(seconds.subarray(0, 30), 10);
  const tracker = new EpisodeTracker("response-time", String);
  return rows.map((row, at) => {
    if (at < 39) return [[], undefined];
    const nearest = new Float64Array(k);
    nearestDistances(healthy, seconds, at - 9, nearest);
    const distance = distanceBy(method)(nearest);
    return [tracker.judge(row, severityAt(distance, levels), distance).map(inShort), distance];
  });
}

test("the newest window holds values in order of arrival, zeros before there are enough", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 7 }), (values, size) => {
      const newest = new NewestWindow(size);

      for (const value of values) newest.push(value);

      const from = newest.from();
      const padded = [...Array.from({ length: size }, () => 0), ...values];
      expect([...newest.values.subarray(from, from + size)]).toEqual(padded.slice(-size));
    }),
  );
});
