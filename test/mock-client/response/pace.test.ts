import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlannedRequest } from "../../../domain/response/plan.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";
import { openLoop } from "../../../mock-client/response/pace.ts";

const startMs = 1000;
const tenASecond = { kind: "constant", ratePerSecond: 10 } as const;
const { signal } = new AbortController();

/** One request every 100 ms. */
function planOf(requests: number): readonly PlannedRequest[] {
  return Array.from({ length: requests }, (_, index) => ({ index, mode: "normal", offsetMs: index * 100 }));
}

/** Planned and sent instants, from the start; the sender is busy for a while after some of the requests. */
async function sent(
  plan: readonly PlannedRequest[],
  busyMsAfter: Readonly<Record<number, number>>,
  clock: Clock = virtualClock(startMs),
): Promise<readonly (readonly [number, number])[]> {
  const instants: (readonly [number, number])[] = [];
  for await (const { request, plannedAtMs } of openLoop(plan, tenASecond, clock, signal)) {
    instants.push([plannedAtMs - startMs, clock.nowMs() - startMs]);
    await clock.sleepUntilMs(clock.nowMs() + (busyMsAfter[request.index] ?? 0));
  }
  return instants;
}

test("requests leave at their planned instants, on one absolute schedule that starts now", async () => {
  expect(await sent(planOf(4), {})).toEqual([
    [0, 0],
    [100, 100],
    [200, 200],
    [300, 300],
  ]);
});

test("a delay shorter than the gap does not move the schedule", async () => {
  expect(await sent(planOf(4), { 0: 99, 1: 60, 2: 100 })).toEqual([
    [0, 0],
    [100, 100],
    [200, 200],
    [300, 300],
  ]);
});

test("a client up to 10 ms late catches up at once", async () => {
  expect(await sent(planOf(4), { 0: 110 })).toEqual([
    [0, 0],
    [100, 110],
    [200, 200],
    [300, 300],
  ]);
});

test("a client that is later sends at twice the rate, without dropping requests, until it is on schedule again", async () => {
  expect(await sent(planOf(9), { 0: 350 })).toEqual([
    [0, 0],
    [100, 350],
    [200, 400],
    [300, 450],
    [400, 500],
    [500, 500],
    [600, 600],
    [700, 700],
    [800, 800],
  ]);
});

test("repeated late wake-ups do not slow the catching up", async () => {
  const clock = virtualClock(startMs);
  const sleepsLate: Clock = {
    ...clock,
    sleepUntilMs: async (atMs, stopped) => {
      if (atMs > clock.nowMs()) await clock.sleepUntilMs(atMs + 8, stopped);
    },
  };

  const instants = await sent(planOf(9), { 0: 350 }, sleepsLate);

  expect(instants.slice(1, 6)).toEqual([
    [100, 358],
    [200, 416],
    [300, 466],
    [400, 516],
    [500, 566],
  ]);
});

test("for any delays, every request is sent in order, never early, and never in a burst", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }), async (delays) => {
      const instants = await sent(planOf(delays.length), Object.fromEntries(delays.entries()));

      expect(instants.map(([planned]) => planned)).toEqual(delays.map((_, at) => at * 100));
      for (const [at, [planned, now]] of instants.entries()) {
        const gap = now - (instants[at - 1]?.[1] ?? -Infinity);
        expect(now).toBeGreaterThanOrEqual(planned);
        expect(gap >= 50 - 10 || now - planned <= 10).toBe(true);
      }
    }),
  );
});

test("aborting ends the schedule with the signal's reason", async () => {
  const stopped = new AbortController();
  const clock = virtualClock(startMs);
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    for await (const { request } of openLoop(planOf(9), tenASecond, clock, stopped.signal)) {
      seen.push(request.index);
      if (request.index === 2) stopped.abort(new Error("enough"));
    }
  };

  await expect(reading()).rejects.toThrow("enough");
  expect(seen).toEqual([0, 1, 2]);
});
