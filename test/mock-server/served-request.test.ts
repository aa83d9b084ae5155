import { createConnection } from "node:net";
import { expect, test } from "vitest";
import type { Sleeper } from "../../domain/time/clock.ts";
import { epochMs } from "../../domain/time/clock.ts";
import { startFixture, until } from "./fixture.ts";
import { manualClock } from "./manual-clock.ts";
import type { Fixture } from "./fixture.ts";

const index = (value: number) => ({ headers: { "x-firedrill-request": String(value) } });

const rawRequest = (port: number, at: number): string =>
  `GET /?param=attack HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-firedrill-request: ${at}\r\n\r\n`;

/** Sends requests 0, 1, ..., each after the previous one has arrived. */
async function sendInOrder({ open, tracker }: Fixture, modes: readonly string[]) {
  const sent = [];
  for (const [at, mode] of modes.entries()) {
    sent.push(open(`/?param=${mode}`, index(at)));
    await until(() => tracker.includes(`taken ${at}`), true);
  }
  return sent;
}

test("a thousand requests wait at once without delaying each other", async () => {
  const { ask, clock } = await startFixture();

  const requests = Array.from({ length: 1000 }, () => ask("/?param=attack"));
  await until(clock.sleepers, 1000);
  await clock.advance(500);

  const timings = new Set((await Promise.all(requests)).map(({ headers }) => headers["server-timing"]));
  expect([...timings]).toEqual(["wait;dur=500.000"]);
});

test("a capacity of one serves one at a time: the third of three 10 ms waits ends after 30 ms", async () => {
  const fixture = await startFixture({ capacity: 1 });
  const sent = await sendInOrder(fixture, ["normal", "normal", "normal"]);

  await fixture.clock.advance(29.999);
  const beforeTheLast = fixture.clock.sleepers();
  await fixture.clock.advance(0.001);

  const answers = await Promise.all(sent.map(({ answered }) => answered));
  expect(beforeTheLast).toBe(1);
  expect(answers.map(({ headers }) => headers["server-timing"])).toEqual([
    "wait;dur=10.000, queue;dur=0.000",
    "wait;dur=10.000, queue;dur=10.000",
    "wait;dur=10.000, queue;dur=20.000",
  ]);
});

test("the state advances in order of service", async () => {
  const fixture = await startFixture({ capacity: 1 });
  const sent = await sendInOrder(fixture, ["attack", "load", "load"]);

  await fixture.clock.advance(10_000);

  const answers = await Promise.all(sent.map(({ answered }) => answered));
  expect(answers.map(({ headers }) => headers["x-firedrill-delay-ms"])).toEqual(["500", "510", "520"]);
});

test("the tracker is notified of a wait after its start, and of its end before the next one starts", async () => {
  const fixture = await startFixture({ capacity: 1 });
  const sent = await sendInOrder(fixture, ["normal", "normal"]);

  await fixture.clock.advance(20);
  await Promise.all(sent.map(({ answered }) => answered));

  expect(fixture.events).toEqual(["sleep", "taken 0", "taken 1", "woken 0", "sleep", "woken 1"]);
});

test("a client that leaves during its wait frees its slot and cancels its sleep", async () => {
  const fixture = await startFixture({ capacity: 1 });
  const { clock, tracker, ask } = fixture;
  const [first, second] = await sendInOrder(fixture, ["attack", "normal"]);
  await clock.advance(100);

  first?.answered.catch(() => undefined);
  first?.request.destroy();
  await until(() => tracker.includes("closed 0"), true);
  const asleep = clock.sleepers();
  await clock.advance(10);

  expect(asleep).toBe(1);
  expect((await second?.answered)?.headers["server-timing"]).toBe("wait;dur=10.000, queue;dur=100.000");
  expect(tracker).toEqual(["taken 0", "taken 1", "closed 0", "woken 1"]);
  expect((await ask("/__firedrill/requests")).json).toMatchObject({
    requests: [
      { index: 0, mode: "attack", delayMs: 500, waitedMs: 100, outcome: "abandoned" },
      { index: 1, mode: "normal", delayMs: 10, waitedMs: 10, outcome: "answered" },
    ],
  });
});

test("a client that leaves the queue is never served", async () => {
  const fixture = await startFixture({ capacity: 1 });
  const { clock, tracker, ask } = fixture;
  const [first, second, third] = await sendInOrder(fixture, ["normal", "attack", "load"]);

  second?.answered.catch(() => undefined);
  second?.request.destroy();
  await until(() => tracker.includes("closed 1"), true);
  await clock.advance(1000);

  expect((await first?.answered)?.headers["x-firedrill-delay-ms"]).toBe("10");
  expect((await third?.answered)?.headers["x-firedrill-delay-ms"]).toBe("20");
  expect(tracker).toEqual(["taken 0", "taken 1", "taken 2", "closed 1", "woken 0", "woken 2"]);
  expect((await ask("/__firedrill/requests")).json).toMatchObject({
    requests: [
      { index: 1, atMs: epochMs, mode: "attack", waitedMs: 0, outcome: "abandoned" },
      { index: 0, outcome: "answered" },
      { index: 2, outcome: "answered" },
    ],
  });
});

test("a closed connection ends all its requests, and queued ones are never served", async () => {
  const { server, clock, tracker, ask } = await startFixture({ capacity: 1 });
  const socket = createConnection(server.port, server.host);
  socket.write([0, 1, 2].map((at) => rawRequest(server.port, at)).join(""));
  await until(() => tracker.length, 3);

  socket.destroy();
  await until(() => tracker.length, 6);

  expect(clock.sleepers()).toBe(0);
  expect(tracker.slice(3)).toEqual(["closed 2", "closed 1", "closed 0"]);
  expect((await ask("/__firedrill/state")).json).toMatchObject({
    waiting: 0,
    queued: 0,
    served: 0,
  });
});

test("a connection that closes after its answer has no effect", async () => {
  const { play, ask, tracker } = await startFixture();

  await play("normal");
  await ask("/__firedrill/state");

  expect(tracker).toEqual(["taken 0", "woken 0"]);
});

/** Of a clock that has closed. */
function givesUp(_atMs: number, sleeper: Sleeper): () => void {
  setImmediate(() => sleeper.giveUp(new Error("the clock has closed")));
  return () => undefined;
}

test("when the clock aborts its sleepers, the connection is cut and the slot is free", async () => {
  const clock = { ...manualClock(), wakeAt: givesUp };
  const { ask, tracker } = await startFixture({ capacity: 1, clock });

  await expect(ask("/?param=normal")).rejects.toMatchObject({ code: "ECONNRESET" });

  await until(() => tracker, ["taken 0", "closed 0"]);
  expect((await ask("/__firedrill/state")).json).toMatchObject({ waiting: 0, served: 0 });
});
