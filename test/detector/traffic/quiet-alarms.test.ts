import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlarmReason } from "../../../detector/traffic/quiet-alarms.ts";
import { quietAlarms } from "../../../detector/traffic/quiet-alarms.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";

function rowAt(atMs: number, index = 0): LoginObservation {
  return { kind: "login", index, atMs, ip: "8.8.8.8", user: "admin", outcome: { kind: "success" } };
}

function troubleOf(key: string, quietMs: () => number): AlarmReason {
  return { key, score: 1, describe: () => key, quietMs, end: () => undefined };
}

test("each episode ends exactly when its last quiet period is over", () => {
  const key = fc.constantFrom("a", "b", "c");
  const step = fc.record({
    key,
    afterMs: fc.integer({ min: 0, max: 9 }),
    quietMs: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const [episodes, untilMs] = [quietAlarms(), new Map<string, number>()];
      let nowMs = 0;
      for (const [index, { afterMs, quietMs, ...raised }] of steps.entries()) {
        nowMs += afterMs;
        const expected = [...untilMs].filter(([, endMs]) => endMs < nowMs);
        for (const [ended] of expected) untilMs.delete(ended);
        untilMs.set(raised.key, nowMs + quietMs);

        const ended = episodes.endQuiet(nowMs, { index, atMs: nowMs });
        episodes.raise(
          troubleOf(raised.key, () => quietMs),
          rowAt(nowMs),
        );

        const byInstant = expected.toSorted(
          ([one, oneMs], [other, otherMs]) => oneMs - otherMs || (one < other ? -1 : 1),
        );
        const resolved = ended.map((alert) => [alert.key, alert.atMs] as const);
        const sorted = resolved.toSorted(
          ([one, oneMs], [other, otherMs]) => oneMs - otherMs || (one < other ? -1 : 1),
        );
        expect(sorted).toEqual(byInstant);
        expect(resolved.map(([, atMs]) => atMs)).toEqual(byInstant.map(([, atMs]) => atMs));
      }
    }),
  );
});

test("when a 2,001st episode opens, the one that would end first ends at the same row", () => {
  const episodes = quietAlarms();
  for (let place = 0; place < 2000; place += 1) {
    episodes.raise(
      troubleOf(`k${place}`, () => 10_000),
      rowAt(place),
    );
  }
  episodes.extend("k0", 5000);

  const alerts = episodes.raise(
    troubleOf("one more", () => 10_000),
    rowAt(6000, 7),
  );

  expect(alerts.map(({ key, state, atIndex, atMs }) => [key, state, atIndex, atMs])).toEqual([
    ["k1", "resolved", 7, 6000],
    ["one more", "firing", 7, 6000],
  ]);
});

test("of 150,000 episodes all open and at most 2,000 stay open", () => {
  const episodes = quietAlarms();
  const opened = Array.from({ length: 150_000 }, (_, place) =>
    episodes.raise(
      troubleOf(`k${place}`, () => 10_000),
      rowAt(place / 100),
    ),
  );

  const ended = episodes.endQuiet(60_000, { index: 1, atMs: 60_000 });

  expect(opened.flat().filter(({ state }) => state === "firing").length).toBe(150_000);
  expect(ended.length).toBe(2000);
});
