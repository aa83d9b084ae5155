import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { findDetector } from "../../../detector/registry.ts";
import type { Detector } from "../../../domain/detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import { dependentRows } from "../dependent-rows.ts";

/* About 3 s of processor time. */

const count = 200_000;
const independent = dependentRows(1, count, 0);
const correlated = dependentRows(1, count, 0.5);

function measuredArl0(detector: Detector<Observation>, rows: readonly Observation[]): number {
  const alarms = rows.flatMap((row) => detector.observe(row)).filter(({ state }) => state === "firing");
  return rows.length / alarms.length;
}

test.for([
  ["guard", 1000],
  ["focus", 1000],
  ["cusum", 1000],
  ["ewma", 1000],
  ["page-hinkley", 1000],
] as const)(
  "on independent rows %s keeps an ARL0 of %i within half, and says nothing",
  ([name, promised]) => {
    const detector = createDetector(findDetector(name), { options: { arl0: promised } });

    const arl0 = measuredArl0(detector, independent);

    expect(arl0).toBeGreaterThan(promised / 1.5);
    expect(arl0).toBeLessThan(promised * 1.5);
    expect(detector.arl0Worth?.()).toBeUndefined();
  },
);

test.for(["guard", "focus", "cusum", "ewma"])(
  "on rows with a correlation of 0.5, %s has 30 false alarms for one that was promised, and says so within a factor of 2",
  (name) => {
    const detector = createDetector(findDetector(name), { options: { arl0: 10_000 } });

    const arl0 = measuredArl0(detector, correlated);
    const worth = detector.arl0Worth?.();

    expect(arl0).toBeLessThan(10_000 / 30);
    expect(worth).toMatchObject({ promised: 10_000, rows: 100 });
    expect((worth?.expected ?? 0) / arl0).toBeGreaterThan(0.5);
    expect((worth?.expected ?? 0) / arl0).toBeLessThan(2);
  },
);

test("shewhart keeps an ARL0 of 10,000 within half over forty logs; one log decides what it takes for the tail", () => {
  const arl0s = Array.from({ length: 40 }, (_, seed) => {
    const detector = createDetector(findDetector("shewhart"), { options: { arl0: 10_000 } });
    return 1 / measuredArl0(detector, dependentRows(seed, 20_000, 0));
  });

  const arl0 = arl0s.length / arl0s.reduce((sum, perRow) => sum + perRow, 0);

  expect(arl0).toBeGreaterThan(10_000 / 1.5);
  expect(arl0).toBeLessThan(10_000 * 1.5);
});

test("shewhart has no memory and keeps its promise there, too", () => {
  const detector = createDetector(findDetector("shewhart"), { options: { arl0: 10_000 } });

  const arl0 = measuredArl0(detector, correlated);

  expect(arl0).toBeGreaterThan(10_000 / 1.5);
  expect(detector.arl0Worth?.()).toBeUndefined();
});
