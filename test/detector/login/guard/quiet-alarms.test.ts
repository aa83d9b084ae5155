import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlarmReason } from "../../../../detector/login/guard/quiet-alarms.ts";
import { quietAlarms } from "../../../../detector/login/guard/quiet-alarms.ts";
import type { LoginObservation } from "../../../../domain/login/observation.ts";

function rowAt(atMs: number, index = 0): LoginObservation {
  return { kind: "login", index, atMs, ip: "8.8.8.8", user: "admin", outcome: { kind: "success" } };
}

function troubleOf(key: string, quietMs: () => number): AlarmReason {
  return { key, score: 1, describe: () => key, quietMs, end: () => undefined };
}

test("each ends at the instant at which it has been quiet for long enough, however it went on", () => {
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
      for (const [index, { afterMs, quietMs, ...asked }] of steps.entries()) {
        nowMs += afterMs;
        const expected = [...untilMs].filter(([, endMs]) => endMs < nowMs);
        for (const [ended] of expected) untilMs.delete(ended);
        untilMs.set(asked.key, nowMs + quietMs);

        const ended = episodes.endQuiet(nowMs, { index, atMs: nowMs });
        episodes.raise(
          troubleOf(asked.key, () => quietMs),
          rowAt(nowMs),
        );

        const byInstant = expected.toSorted(
          ([one, oneMs], [other, otherMs]) => oneMs - otherMs || (one < other ? -1 : 1),
        );
        const said = ended.map((alert) => [alert.key, alert.atMs] as const);
        const sorted = said.toSorted(
          ([one, oneMs], [other, otherMs]) => oneMs - otherMs || (one < other ? -1 : 1),
        );
        expect(sorted).toEqual(byInstant);
        expect(said.map(([, atMs]) => atMs)).toEqual(byInstant.map(([, atMs]) => atMs));
      }
    }),
  );
});

test("of 2,001 at once the one that would end first ends, at the row that opens another", () => {
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

test("150,000 episodes come and go", () => {
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
