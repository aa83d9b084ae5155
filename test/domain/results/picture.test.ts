import fc from "fast-check";
import { expect, test } from "vitest";
import { activityCollector, inAtMost } from "../../../domain/results/picture.ts";
import type { Activity } from "../../../domain/results/picture.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function activityAt(instantsMs: readonly number[]): Activity {
  const collector = activityCollector();
  for (const atMs of instantsMs) collector.add(atMs, "failure");
  return collector.finish();
}

test("rows and failures are counted per second, including empty seconds", () => {
  const collector = activityCollector();
  collector.add(5200, "success");
  collector.add(7900, "failure");
  collector.add(5900, "failure");

  expect(collector.finish()).toEqual({
    stretchMs: 1000,
    fromMs: 5000,
    stretches: [
      { rows: 2, failures: 1 },
      { rows: 0, failures: 0 },
      { rows: 1, failures: 1 },
    ],
  });
});

test.for([
  [dayMs, 5 * minuteMs, "a day"],
  [30 * dayMs, hourMs, "a month"],
  [365 * dayMs, 12 * hourMs, "a year"],
  [20_000 * dayMs, 28 * dayMs, "a log whose clock once said 1970"],
] as const)("over %d ms the stretches last %d ms: %s", ([lengthMs, stretchMs]) => {
  const instants = Array.from({ length: 3000 }, (_, at) => (at * lengthMs) / 3000);

  const activity = activityAt(instants);

  expect(activity.stretchMs).toBe(stretchMs);
  expect(activity.stretches.length).toBeLessThanOrEqual(1000);
});

test("without rows there are no stretches", () => {
  expect(activityAt([]).stretches).toEqual([]);
  expect(inAtMost(10, activityAt([])).stretches).toEqual([]);
});

test("no row is lost in any order or length, and the stretches fit the width", () => {
  const instants = fc.array(fc.integer({ min: 0, max: 2_000_000_000_000 }), {
    minLength: 1,
    maxLength: 3000,
  });
  fc.assert(
    fc.property(instants, fc.integer({ min: 2, max: 200 }), (instantsMs, most) => {
      const { stretchMs, fromMs, stretches } = inAtMost(most, activityAt(instantsMs));

      expect(stretches.reduce((sum, { rows }) => sum + rows, 0)).toBe(instantsMs.length);
      expect(stretches.length).toBeLessThanOrEqual(most);
      expect(fromMs).toBeLessThanOrEqual(Math.min(...instantsMs));
      expect(fromMs + stretchMs * stretches.length).toBeGreaterThan(Math.max(...instantsMs));
      expect(fromMs % stretchMs).toBe(0);
    }),
    { numRuns: 50 },
  );
});
