import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { ClockKind } from "../../../domain/time/clock.ts";
import {
  clockKindOf,
  clockName,
  localOffsetMs,
  monotonicMs,
  newClockOrigin,
  realClock,
  scaledClock,
  wallNowMs,
} from "../../../harness/clock/clock.ts";
import type { ClockOrigin, RunningClock } from "../../../harness/clock/clock.ts";
import { runErrand } from "./clock-errand.ts";

const running: RunningClock[] = [];

function real(origin: ClockOrigin = newClockOrigin()): RunningClock {
  const clock = realClock(origin);
  running.push(clock);
  return clock;
}

function scaled(factor: number, origin: ClockOrigin = newClockOrigin()): RunningClock {
  const clock = scaledClock(factor, origin);
  running.push(clock);
  return clock;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((clock) => clock.close()));
});

describe("the time", () => {
  test("has microseconds and never goes back", () => {
    const clock = real();

    const instants = Array.from({ length: 10_000 }, () => clock.nowMs());

    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants.every((atMs) => atMs === Math.round(atMs * 1000) / 1000)).toBe(true);
  });

  test("starts at the origin", () => {
    const origin = newClockOrigin();

    const beforeMs = wallNowMs();
    const { unixMs } = newClockOrigin();
    const nowMs = real(origin).nowMs();

    expect(unixMs).toBeGreaterThanOrEqual(beforeMs);
    expect(nowMs).toBeGreaterThanOrEqual(origin.unixMs);
  });

  test.for([0.5, 10, 1000])("passes %d times as fast on a scaled clock", async (factor) => {
    const clock = scaled(factor);
    const resolutionMs = 0.002;

    const outerStartMs = monotonicMs();
    const startMs = clock.nowMs();
    const innerStartMs = monotonicMs();
    await clock.sleepUntilMs(startMs + 10 * factor);
    const innerEndMs = monotonicMs();
    const endMs = clock.nowMs();
    const outerEndMs = monotonicMs();

    expect(innerEndMs - outerStartMs).toBeGreaterThanOrEqual(10 - resolutionMs);
    expect(endMs - startMs).toBeGreaterThanOrEqual((innerEndMs - innerStartMs) * factor - resolutionMs);
    expect(endMs - startMs).toBeLessThanOrEqual((outerEndMs - outerStartMs) * factor + resolutionMs);
  });

  test("is the same on two clocks of one origin", () => {
    const origin = newClockOrigin();
    const [one, other] = [scaled(3, origin), scaled(3, origin)];

    const instants = [one.nowMs(), other.nowMs(), one.nowMs(), other.nowMs()];

    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  });

  test("is the same in another process with the same origin", async () => {
    const origin = newClockOrigin();
    const clock = real(origin);

    const beforeMs = clock.nowMs();
    const { messages } = await runErrand("tell-time", origin);
    const afterMs = clock.nowMs();

    expect(messages).toHaveLength(1);
    expect(messages[0]).toBeGreaterThan(beforeMs);
    expect(messages[0]).toBeLessThan(afterMs);
  });

  test("passes during a hold", async () => {
    const clock = real();

    const atMs = clock.nowMs() + 1;

    const release = clock.hold();
    await clock.sleepUntilMs(atMs);
    release();

    expect(clock.nowMs()).toBeGreaterThanOrEqual(atMs);
  });
});

describe("the name of a clock", () => {
  test.for<[string, ClockKind]>([
    ["virtual", { kind: "virtual" }],
    ["real", { kind: "real" }],
    ["scaled:10", { kind: "scaled", factor: 10 }],
    ["scaled:0.25", { kind: "scaled", factor: 0.25 }],
    ["scaled:1000", { kind: "scaled", factor: 1000 }],
  ])("%s is %j and back", ([name, kind]) => {
    expect(clockKindOf(name)).toEqual(kind);
    expect(clockName(kind)).toBe(name);
  });

  test.for([
    ["sundial", "no such clock"],
    ["", "it is empty"],
    ["Real", "names are lower-case"],
    ["scaled", "how much?"],
    ["scaled:", "how much?"],
    ["scaled:0", "time would stand still"],
    ["scaled:-1", "time would go back"],
    ["scaled:1000.001", "no machine keeps up"],
    ["scaled:1e999", "no machine keeps up"],
    ["scaled:NaN", "not a number"],
    ["scaled:0x10", "not decimal"],
    ["scaled:10x", "not only a number"],
    ["scaled: 10", "not only a number"],
  ] as const)('"%s" is none: %s', ([text]) => {
    const advice =
      "Clocks: virtual (time jumps, the default), real (wall time), scaled:N (wall time N times faster, N above 0 and at most 1000).";

    expect(() => clockKindOf(text)).toThrow(
      expect.objectContaining({
        kind: "usage",
        code: "BAD_CLOCK",
        message: `Unknown clock "${text}".`,
        advice,
      }),
    );
  });

  test("every factor survives the round trip through its name", () => {
    const factors = fc.double({ min: 0, minExcluded: true, max: 1000, noNaN: true });

    fc.assert(
      fc.property(factors, (factor) => {
        expect(clockKindOf(clockName({ kind: "scaled", factor }))).toEqual({ kind: "scaled", factor });
      }),
    );
  });

  test("a clock cannot stand still or run backwards", () => {
    expect(() => scaledClock(0, newClockOrigin())).toThrow(RangeError);
  });
});

describe("local time", () => {
  const zone = process.env["TZ"];

  afterEach(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });

  test.for([
    ["Europe/Berlin", "2018-01-15T12:00:00Z", 3_600_000, "winter"],
    ["Europe/Berlin", "2018-07-15T12:00:00Z", 7_200_000, "summer"],
    ["Europe/Berlin", "2018-03-25T00:59:59.999Z", 3_600_000, "the last instant before the change"],
    ["Europe/Berlin", "2018-03-25T01:00:00Z", 7_200_000, "the first instant after it"],
    ["Asia/Kathmandu", "2019-01-01T00:14:00Z", 20_700_000, "quarter hours count"],
    ["America/New_York", "2020-01-01T00:00:00Z", -18_000_000, "behind UTC is negative"],
    ["UTC", "2021-01-01T00:00:00Z", 0, "no offset at all"],
  ] as const)("in %s at %s is %i ms ahead of UTC: %s", ([timeZone, instant, offsetMs]) => {
    process.env["TZ"] = timeZone;

    expect(localOffsetMs(Date.parse(instant)) + 0).toBe(offsetMs);
  });
});
