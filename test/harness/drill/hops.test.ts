import fc from "fast-check";
import { expect, test } from "vitest";
import { roundToMicros } from "../../../domain/time/clock.ts";
import { hopsOf, logStations } from "../../../harness/drill/hops.ts";

test("each hop is the time since the previous station", () => {
  const first = { finishedMs: 1510, writtenMs: 1511, readMs: 1512 };
  const evidence = { finishedMs: 3530, writtenMs: 3530.25, readMs: 3531 };

  const hops = hopsOf(1000, logStations(first, evidence), 3531.5);

  expect(hops).toEqual([
    { name: "finished", ms: 510 },
    { name: "evidence", ms: 2020 },
    { name: "written", ms: 0.25 },
    { name: "read", ms: 0.75 },
    { name: "received", ms: 0.5 },
  ]);
});

test("an alert on the first bad row has a hop of 0 from the first row to the evidence", () => {
  const row = { finishedMs: 1510, writtenMs: 1511, readMs: 1512 };

  const hops = hopsOf(1000, logStations(row, row), 1513);

  expect(hops[1]).toEqual({ name: "evidence", ms: 0 });
});

test("the hops add up to the delay exactly, whatever the instants, and none is negative", () => {
  const step = fc.integer({ min: 0, max: 10_000_000 });

  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 4 }), step, (steps, receivedMicros) => {
      const switchedMs = 1_577_836_800_000;
      let micros = 0;
      const at = steps.map((more) => roundToMicros(switchedMs + (micros += more) / 1000));
      const [finishedMs = 0, evidenceMs = 0, writtenMs = 0, readMs = 0] = at;
      const first = { finishedMs, writtenMs: finishedMs, readMs: finishedMs };
      const evidence = { finishedMs: evidenceMs, writtenMs, readMs };
      const receivedMs = roundToMicros(switchedMs + receivedMicros / 1000);

      const hops = hopsOf(switchedMs, logStations(first, evidence), receivedMs);

      expect(roundToMicros(hops.reduce((sum, { ms }) => sum + ms, 0))).toBe(
        roundToMicros(receivedMs - switchedMs),
      );
      expect(hops.every(({ ms }) => ms >= 0)).toBe(true);
    }),
  );
});
