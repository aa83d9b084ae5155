import { expect, test } from "vitest";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { untracked } from "../../../domain/wire/request-tracker.ts";
import { virtualClock } from "../../../harness/clock/virtual-clock.ts";
import type { PlayedEvent } from "../../../harness/world/play.ts";
import { playDrill } from "../../../harness/world/play.ts";
import type { World } from "../../../harness/world/world.ts";
import type { PendingAnswer } from "../../../mock-client/transport.ts";

const scenario: LoginScenario = {
  source: "login",
  name: "two-hours",
  summary: "Two hours.",
  hours: 2,
  traffic: [],
  expect: [],
};

/** A world whose server answers all attempts except these, by their position in the order of sending. */
function worldWithout(
  lost: ReadonlyMap<number, string>,
  subscribe: World["subscribe"] = () => undefined,
): World {
  const clock = virtualClock(1_541_376_000_000);
  let sent = 0;
  const send = (): PendingAnswer => {
    const at = { sentAtMs: clock.nowMs(), endedAtMs: clock.nowMs() };
    const error = lost.get(sent);
    sent += 1;
    const end =
      error === undefined
        ? ({ kind: "answered", ...at, status: 200, header: () => undefined } as const)
        : ({ kind: "failed", ...at, error } as const);
    return { end: Promise.resolve(end), abandon: () => undefined };
  };
  return {
    clock,
    serverUrl: "http://127.0.0.1:8888",
    transport: { send, close: async () => undefined },
    tracker: untracked,
    addedMs: () => 0,
    patienceMs: 20_000,
    subscribe,
    measured: () => [],
    settle: async () => undefined,
    stop: async () => undefined,
  };
}

async function performed(lost: ReadonlyMap<number, string>) {
  const { signal } = new AbortController();
  return playDrill(worldWithout(lost), { scenario, seed: 1, signal }, () => undefined);
}

test("a drill in which every attempt is answered can be trusted", async () => {
  expect(await performed(new Map())).toBeUndefined();
});

test.for([
  [1, "1 login attempt got no answer, and the log may lack it. The drill says nothing about the detector."],
  [
    2,
    "2 login attempts got no answer, and the log may lack them. The drill says nothing about the detector.",
  ],
] as const)("%i attempts without an answer make the drill untrustworthy", async ([count, message]) => {
  const lost = new Map(Array.from({ length: count }, (_, at) => [at, "TIMEOUT"]));

  const error = await performed(lost);

  expect(error?.code).toBe("REQUESTS_LOST");
  expect(error?.message).toContain(message);
});

test("a login page that refuses every connection is a lost target", async () => {
  const everything = new Map(Array.from({ length: 10_000 }, (_, at) => [at, "ECONNREFUSED"]));

  expect(await performed(everything)).toMatchObject({ code: "TARGET_LOST" });
});

const row = {
  observation: {
    kind: "login",
    index: 0,
    atMs: 0,
    ip: "203.0.113.9",
    user: "anna",
    outcome: { kind: "success" },
  },
  truth: { mode: "normal" },
} as const;

test("rows of another writer are reported among the requests, each in one call", async () => {
  const told: PlayedEvent[] = [];
  const world = worldWithout(new Map(), (onRow) => onRow(row));
  const { signal } = new AbortController();

  await playDrill(world, { scenario, seed: 1, signal }, (played) => told.push(played));

  expect(told.filter((played) => played.row !== undefined)).toEqual([{ row }]);
  expect(told.length).toBeGreaterThan(1);
});

test("an error while handling a row of another writer ends the play with that error", async () => {
  const world = worldWithout(new Map(), (onRow) => onRow(row));
  const { signal } = new AbortController();

  const playing = playDrill(world, { scenario, seed: 1, signal }, (played) => {
    if (played.row !== undefined) throw new Error("no room");
  });

  await expect(playing).rejects.toThrow("no room");
});
