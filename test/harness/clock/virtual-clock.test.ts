import { expect, test } from "vitest";
import { epochMs } from "../../../domain/time/clock.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";

test("time stands still at the epoch until there is a sleeper", () => {
  expect(virtualClock().nowMs()).toBe(epochMs);
});

test("time jumps to the earliest sleeper, whatever the order of their start", async () => {
  const clock = virtualClock(0);
  const woken: [string, number][] = [];
  const sleeper = async (name: string, atMs: number): Promise<void> => {
    await clock.sleepUntilMs(atMs);
    woken.push([name, clock.nowMs()]);
  };

  await Promise.all([sleeper("late", 1000), sleeper("early", 10.0004), sleeper("middle", 500)]);

  expect(woken).toEqual([
    ["early", 10],
    ["middle", 500],
    ["late", 1000],
  ]);
});

test("sleepers of one instant wake in the order of their start, and what one triggers completes before the next wakes", async () => {
  const clock = virtualClock(0);
  const steps: string[] = [];
  const sleeper = async (name: string): Promise<void> => {
    await clock.sleepUntilMs(5);
    steps.push(`${name} wakes`);
    await Promise.resolve();
    await Promise.resolve();
    steps.push(`${name} is done`);
  };

  await Promise.all([sleeper("first"), sleeper("second")]);

  expect(steps).toEqual(["first wakes", "first is done", "second wakes", "second is done"]);
});

test("an instant that has passed ends the sleep without moving time back", async () => {
  const clock = virtualClock(100);

  await clock.sleepUntilMs(50);

  expect(clock.nowMs()).toBe(100);
});

test("no sleeper wakes during a hold, and releasing a hold twice is releasing it once", async () => {
  const clock = virtualClock(0);
  const release = clock.hold();
  const releaseOther = clock.hold();
  let isAwake = false;
  const sleepThenSay = async (): Promise<void> => {
    await clock.sleepUntilMs(0);
    isAwake = true;
  };
  const sleep = sleepThenSay();

  release();
  release();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(isAwake).toBe(false);
  releaseOther();
  await sleep;

  expect(isAwake).toBe(true);
});

test("a cancelled sleep rejects with the reason, and time does not stop at its instant", async () => {
  const clock = virtualClock(0);
  const controller = new AbortController();
  const cancelled = clock.sleepUntilMs(10, controller.signal);

  controller.abort(new Error("never mind"));
  await expect(cancelled).rejects.toThrow("never mind");
  await clock.sleepUntilMs(20);

  expect(clock.nowMs()).toBe(20);
});

test("a sleep with an aborted signal is rejected at once", async () => {
  const clock = virtualClock(0);

  await expect(clock.sleepUntilMs(10, AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
  expect(clock.nowMs()).toBe(0);
});
