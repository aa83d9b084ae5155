import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { timerEngine } from "../../../harness/clock/timer-queue.ts";

const nobody = (): void => undefined;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An engine whose time and alarm the test controls. */
function controlledEngine() {
  let nowMs = 0;
  let ring = nobody;
  const calls: string[] = [];
  const engine = timerEngine(
    (atMs) => atMs - nowMs,
    (newRing) => {
      ring = newRing;
      calls.push("started");
      return {
        set: (inMs) => void calls.push(`set ${inMs}`),
        clear: () => void calls.push("cleared"),
        close: async () => void calls.push("closed"),
      };
    },
  );
  const ringAt = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    ring();
    await turn();
  };
  return { engine, calls, ringAt };
}

test("an instant that has come needs no alarm", async () => {
  const { engine, calls } = controlledEngine();

  await engine.sleepUntilMs(0);
  await engine.close();

  expect(calls).toEqual([]);
});

test("the alarm is set for the nearest instant, and again only for a nearer one", () => {
  const { engine, calls } = controlledEngine();

  void engine.sleepUntilMs(10);
  void engine.sleepUntilMs(30);
  void engine.sleepUntilMs(5);

  expect(calls).toEqual(["started", "set 10", "set 5"]);
});

test("for an instant more than 10 ms away the alarm is set at the end of the turn, unless a nearer one follows", async () => {
  const { engine, calls } = controlledEngine();

  void engine.sleepUntilMs(30);
  void engine.sleepUntilMs(20);
  const inTheTurn = [...calls];
  await turn();
  void engine.sleepUntilMs(15);
  void engine.sleepUntilMs(10);

  expect(inTheTurn).toEqual([]);
  expect(calls).toEqual(["started", "set 20", "set 10"]);
});

test("a sleeper that was let go is neither woken nor given up", async () => {
  const { engine, ringAt } = controlledEngine();
  const told: string[] = [];
  const sleeper = { wake: () => told.push("woken"), giveUp: () => told.push("given up") };

  for (const atMs of [0, 10, 20]) engine.wakeAt(atMs, sleeper)();
  await ringAt(10);
  await engine.close();

  expect(told).toEqual([]);
});

test("a sleeper whose instant has passed is woken at the end of the turn, in the order of the calls", async () => {
  const { engine } = controlledEngine();
  const told: string[] = [];
  const sleeper = (name: string) => ({ wake: () => told.push(name), giveUp: () => undefined });

  engine.wakeAt(-1, sleeper("woken first"));
  const letGo = engine.wakeAt(-2, sleeper("woken although it was let go"));
  engine.wakeAt(-3, {
    wake: () => {
      told.push("woken second");
      engine.wakeAt(-4, sleeper("woken a turn later"));
    },
    giveUp: () => undefined,
  });
  letGo();
  told.push("returned");
  await turn();
  const inTheTurn = [...told];
  await turn();

  expect(inTheTurn).toEqual(["returned", "woken first", "woken second"]);
  expect(told.slice(3)).toEqual(["woken a turn later"]);
});

test("a sleeper whose instant has passed is given up if the clock is closed before the turn ends", async () => {
  const { engine } = controlledEngine();
  const told: string[] = [];

  engine.wakeAt(-1, { wake: () => told.push("woken"), giveUp: () => told.push("given up") });
  await Promise.all([engine.close(), turn()]);

  expect(told).toEqual(["given up"]);
});

test("an alarm that rings early wakes no sleeper and is set again for the rest", async () => {
  const { engine, calls, ringAt } = controlledEngine();
  let woken = 0;
  const asleep = engine.sleepUntilMs(10).then(() => (woken += 1));

  await ringAt(9);
  const wokenEarly = woken;
  await ringAt(10);
  await asleep;

  expect([wokenEarly, woken]).toEqual([0, 1]);
  expect(calls).toEqual(["started", "set 10", "set 1", "cleared"]);
});

test("a late ring wakes all sleepers that are due, by instant and then by start of the sleep", async () => {
  const { engine, calls, ringAt } = controlledEngine();
  const woken: string[] = [];
  for (const [name, atMs] of Object.entries({ c: 20, a: 10, b: 10, d: 30 })) {
    void engine.sleepUntilMs(atMs).then(() => woken.push(name));
  }

  await ringAt(25);

  expect(woken).toEqual(["a", "b", "c"]);
  expect(calls.at(-1)).toBe("set 5");
});

test("cancelling the last sleeper clears the alarm and leaves no listener", async () => {
  const { engine, calls, ringAt } = controlledEngine();
  const controller = new AbortController();
  const asleep = engine.sleepUntilMs(10, controller.signal);

  controller.abort(new Error("enough"));

  await expect(asleep).rejects.toThrow("enough");
  await ringAt(10);
  expect(calls).toEqual(["started", "set 10", "cleared", "cleared"]);
  expect(getEventListeners(controller.signal, "abort")).toEqual([]);
});

test("a cancelled sleep leaves the others asleep", async () => {
  const { engine, ringAt } = controlledEngine();
  const controller = new AbortController();
  const woken: string[] = [];
  const cancelled = engine.sleepUntilMs(10, controller.signal).catch(() => woken.push("cancelled"));
  const other = engine.sleepUntilMs(10).then(() => woken.push("other"));

  controller.abort();
  await ringAt(10);
  await Promise.all([cancelled, other]);

  expect(woken).toEqual(["cancelled", "other"]);
});

test("closing rejects current and later sleeps and removes their listeners", async () => {
  const { engine, calls } = controlledEngine();
  const { signal } = new AbortController();
  const refused = engine.sleepUntilMs(10, signal).catch(String);

  await engine.close();
  await engine.close();

  expect(await refused).toContain("closed");
  await expect(engine.sleepUntilMs(0)).rejects.toThrow("closed");
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(calls.slice(-1)).toEqual(["closed"]);
});

test("NaN is a RangeError", async () => {
  const { engine } = controlledEngine();

  await expect(engine.sleepUntilMs(NaN)).rejects.toThrow(RangeError);
});
