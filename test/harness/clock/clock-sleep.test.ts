import { afterEach, describe, expect, test } from "vitest";
import { newClockOrigin, realClock, scaledClock } from "../../../harness/clock/clock.ts";
import type { RunningClock } from "../../../harness/clock/clock.ts";
import { runErrand } from "./clock-errand.ts";

const running: RunningClock[] = [];

function real(): RunningClock {
  const clock = realClock(newClockOrigin());
  running.push(clock);
  return clock;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((clock) => clock.close()));
});

/** The lateness of `count` sleepers that sleep at the same time for tens of milliseconds. Below 0 is early. */
async function latenessesMs(
  clock: RunningClock,
  count: number,
  spacingMs: number,
): Promise<readonly number[]> {
  const startMs = clock.nowMs();
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const atMs = startMs + index * spacingMs;
      await clock.sleepUntilMs(atMs);
      return clock.nowMs() - atMs;
    }),
  );
}

/** Waits until the worker has replaced setTimeout. */
async function untilWorkerIsReady(clock: RunningClock): Promise<void> {
  await clock.sleepUntilMs(clock.nowMs() + 500);
}

describe("sleeping", () => {
  test("is never early before the worker has started", async () => {
    const clock = real();

    const latenesses = await latenessesMs(clock, 300, 0.137);

    expect(Math.min(...latenesses)).toBeGreaterThanOrEqual(0);
  });

  test("is never early once the worker rings", async () => {
    const clock = real();
    await untilWorkerIsReady(clock);

    const together = await latenessesMs(clock, 5000, 0.0137);
    const oneByOne: number[] = [];
    for (let index = 0; index < 200; index += 1) {
      const atMs = clock.nowMs() + 0.01 * index;
      await clock.sleepUntilMs(atMs);
      oneByOne.push(clock.nowMs() - atMs);
    }

    expect(Math.min(...together, ...oneByOne)).toBeGreaterThanOrEqual(0);
  });

  test("ends in order of the instants, and equal instants in order of their start", async () => {
    const clock = real();
    const startMs = clock.nowMs() + 50;
    const instants: { readonly index: number; readonly atMs: number }[] = [];
    const ended: number[] = [];

    const sleeps = Array.from({ length: 2000 }, (_, index) => {
      const atMs = startMs + ((index * 7) % 100);
      const asleep = clock.sleepUntilMs(atMs);
      const hadPassed = clock.nowMs() >= atMs;
      if (hadPassed) return asleep;
      instants.push({ index, atMs });
      return asleep.then(() => ended.push(index));
    });
    await Promise.all(sleeps);

    expect(ended).toEqual(instants.toSorted((a, b) => a.atMs - b.atMs).map(({ index }) => index));
  });

  test("until an instant that has passed ends at once", async () => {
    const clock = real();

    await clock.sleepUntilMs(-Infinity);

    await expect(clock.sleepUntilMs(clock.nowMs())).resolves.toBeUndefined();
  });

  test("is not early on a scaled clock either", async () => {
    const clock = scaledClock(100, newClockOrigin());
    running.push(clock);
    await untilWorkerIsReady(clock);

    expect(Math.min(...(await latenessesMs(clock, 500, 3.7)))).toBeGreaterThanOrEqual(0);
  });

  test("rejects with the signal's reason when aborted", async () => {
    const clock = real();
    const controller = new AbortController();
    const reason = new Error("enough");
    const asleep = clock.sleepUntilMs(clock.nowMs() + 3_600_000, controller.signal);

    controller.abort(reason);

    await expect(asleep).rejects.toBe(reason);
  });

  test("does not begin on an aborted signal, even when the instant has passed", async () => {
    const reason = new Error("enough");

    await expect(real().sleepUntilMs(0, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("ends with an error when the clock is closed", async () => {
    const clock = real();
    const refused = clock.sleepUntilMs(clock.nowMs() + 3_600_000).catch(String);

    await clock.close();

    expect(await refused).toContain("closed");
  });
});

describe("a process", () => {
  test.for([
    ["sleep", "slept", "stays alive for a sleep and exits after the last, although the clock is open"],
    ["sleep-then-close", "slept", "exits once the clock is closed"],
    ["close-while-ringing", "closed", "waits for a clock that is closed while it rings"],
    ["abandon", "aborted", "does not stay alive for a cancelled sleep"],
  ] as const)("with errand %s reports %s: it %s", async ([errand, message]) => {
    expect(await runErrand(errand)).toEqual({ messages: [message], exitCode: 0 });
  });
});
