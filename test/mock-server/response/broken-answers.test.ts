import { expect, test } from "vitest";
import type { Modes } from "../../../domain/response/modes.ts";
import { startFixture, until } from "../fixture.ts";

const modes = {
  normal: { kind: "normal", delayMs: 10 },
  errors: { kind: "errors", status: 503, delayMs: 2 },
  hang: { kind: "hang" },
  blackhole: { kind: "blackhole", delayMs: 30 },
  dribble: { kind: "dribble", delayMs: 10, chunks: 3, everyMs: 40 },
  truncate: { kind: "truncate", delayMs: 15, promisedBytes: 9, sentBytes: 3 },
  restart: { kind: "restart", downMs: 500, delayMs: 20 },
  silence: { kind: "silence" },
} as const satisfies Modes;

test("an error has its status and reports its mode", async () => {
  const { play } = await startFixture({ modes });

  const { status, headers } = await play("errors");

  expect(status).toBe(503);
  expect(headers).toMatchObject({ "x-firedrill-mode": "errors", "x-firedrill-delay-ms": "2" });
});

test("a dribble arrives in chunks, and its head reports the total wait", async () => {
  const { ask, clock, tracker } = await startFixture({ modes });
  const answer = ask("/?param=dribble");
  await until(() => tracker.length, 1);

  for (const ms of [10, 40, 40]) await clock.advance(ms);

  const { status, headers, body } = await answer;

  expect([status, body.length]).toEqual([200, 3 * 16]);
  expect(headers).toMatchObject({ "x-firedrill-delay-ms": "90", "server-timing": "wait;dur=90.000" });
});

test.for([
  ["blackhole", "before the head of an answer"],
  ["truncate", "in the middle of its body"],
  ["restart", "when the server goes down"],
] as const)("a %s cuts the connection %s, and the journal says so", async ([mode]) => {
  const { ask, clock, tracker } = await startFixture({ modes });
  const answer = ask(`/?param=${mode}`);
  answer.catch(() => undefined);
  await until(() => tracker.length, 1);

  await clock.advance(30);

  await expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
  await clock.advance(500);
  await expect
    .poll(async () => (await ask("/__firedrill/requests").catch(() => undefined))?.json)
    .toMatchObject({ requests: [{ mode, outcome: "cut" }] });
});

test("a restart refuses connections until it is over, then answers", async () => {
  const { ask, play, clock, tracker } = await startFixture({ modes });
  const first = ask("/?param=restart");
  first.catch(() => undefined);
  await until(() => tracker.length, 1);
  await clock.advance(0);
  await expect(first).rejects.toThrow("socket hang up");

  await expect(ask("/?param=restart")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  await clock.advance(500);

  await expect.poll(async () => (await ask("/__firedrill/state").catch(() => undefined))?.status).toBe(200);
  expect((await play("restart")).status).toBe(200);
});

test("requests in flight when the server goes down are still answered, as the last on their connections", async () => {
  const { ask, clock, tracker } = await startFixture({ modes });
  const slow = ask("/?param=normal");
  await until(() => tracker.length, 1);
  const restart = ask("/?param=restart");
  restart.catch(() => undefined);
  await until(() => tracker.length, 2);

  await clock.advance(10);

  expect(await slow).toMatchObject({ status: 200, headers: { connection: "close" } });
  await expect(restart).rejects.toThrow("socket hang up");
});

test("stop cuts hanging requests, and queued ones that would hang after them", async () => {
  const { server, ask, tracker } = await startFixture({ modes, capacity: 1 });
  const answers = [ask("/?param=hang"), ask("/?param=hang")];
  const ends = Promise.allSettled(answers);
  await until(() => tracker.length, 2);

  await server.stop();

  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a server that is down can be stopped", async () => {
  const { server, ask, clock, tracker } = await startFixture({ modes });
  const restart = ask("/?param=restart");
  restart.catch(() => undefined);
  await until(() => tracker.length, 1);
  await clock.advance(0);
  await expect(restart).rejects.toThrow("socket hang up");

  await server.stop();
  await clock.advance(1000);

  await expect(ask("/__firedrill/state")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test.for(["errors", "hang", "blackhole", "dribble", "truncate", "restart"])(
  "%s can be forced",
  async (mode) => {
    const { ask } = await startFixture({ modes });

    const forced = await ask(`/__firedrill/mode?mode=${mode}`, { method: "PUT" });

    expect(forced.json).toEqual({ mode, incident: "forced-1" });
    await ask("/__firedrill/mode", { method: "DELETE" });
  },
);

test("a silence can be neither forced nor requested", async () => {
  const { ask } = await startFixture({ modes });
  const names = Object.keys(modes).filter((name) => name !== "silence");
  const refusal = {
    error: 'The client plays mode "silence"; the server cannot.',
    modes: names,
  };

  const forced = await ask("/__firedrill/mode?mode=silence", { method: "PUT" });
  const answer = await ask("/?param=silence");

  expect([forced.status, forced.json]).toEqual([400, refusal]);
  expect([answer.status, answer.json]).toEqual([400, refusal]);
});
