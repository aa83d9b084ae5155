import { expect, test } from "vitest";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { untracked } from "../../../domain/wire/request-tracker.ts";
import type { RunningClock } from "../../../harness/clock/clock.ts";
import { virtualWire } from "../../../harness/world/virtual-wire.ts";
import { playResponses } from "../../../mock-client/response/play.ts";
import type { ClientSettings, PlayedRequest } from "../../../mock-client/source.ts";
import { responseServer } from "../../../mock-server/response/kit.ts";
import { startMockServer } from "../../../mock-server/server.ts";
import { until } from "../../harness/world/children.ts";
import { deadUrl, httpServer, rawServer, transportTo, wallClock } from "../tiny-server.ts";

const calm: ResponseScenario = {
  source: "response",
  name: "calm",
  summary: "Five requests, one after another.",
  modes: { normal: { kind: "normal", delayMs: 0 }, attack: { kind: "attack", delayMs: 200 } },
  pacing: { kind: "closed", waitMs: 2 },
  phases: [{ mode: "normal", requests: 5 }],
  noise: { kind: "none" },
  expect: [],
};

function settingsFor(
  url: string,
  scenario: ResponseScenario,
  clock: RunningClock,
): Omit<ClientSettings<ResponseScenario>, "signal"> {
  const transport = transportTo(url, clock);
  return { scenario, seed: 1, clock, transport, tracker: untracked, addedMs: () => 0, patienceMs: 20_000 };
}

/** A request that produced a row. */
type PlayedRow = PlayedRequest<ResponseObservation> &
  Required<Pick<PlayedRequest<ResponseObservation>, "row">>;

/** Plays the scenario and keeps every request with its row. */
async function playRows(settings: ClientSettings<ResponseScenario>, rows: PlayedRow[]): Promise<void> {
  await playResponses(settings, ({ row, ...request }) => {
    if (row !== undefined) rows.push({ ...request, row });
  });
}

/** The rows of a play against another server, in wall time. */
async function playedAgainst(url: string, scenario = calm): Promise<readonly PlayedRow[]> {
  const rows: PlayedRow[] = [];
  const { signal } = new AbortController();
  const settings = settingsFor(url, scenario, wallClock());
  await playRows({ ...settings, signal }, rows);
  return rows;
}

/** `200`, or the error. */
function endOf({ row: { observation } }: PlayedRow): number | string {
  const { outcome } = observation;
  return outcome.kind === "completed" ? outcome.status : outcome.kind === "failed" ? outcome.error : "open";
}

test("every request is a row with its index, its instants in order, and the truth of the plan", async () => {
  const { url } = await httpServer((_request, response) => void response.end());

  const rows = await playedAgainst(url);

  expect(rows.map(({ row }) => row.observation.index)).toEqual([0, 1, 2, 3, 4]);
  for (const { row, timing } of rows) {
    const { plannedAtMs, sentAtMs, atMs } = row.observation;
    expect(plannedAtMs <= sentAtMs && sentAtMs <= atMs).toBe(true);
    expect(timing?.sendLateMs).toBeCloseTo(sentAtMs - plannedAtMs, 3);
    expect(row.truth).toEqual({ mode: "normal" });
    expect(timing?.answer?.wait).toBeUndefined();
  }
});

test("every refused request is a row", async () => {
  const rows = await playedAgainst(await deadUrl());

  expect(rows.map(endOf)).toEqual(Array(5).fill("ECONNREFUSED"));
});

test("errors between answers are rows too", async () => {
  let requests = 0;
  const { url } = await httpServer((_request, response) => {
    requests += 1;
    if (requests === 2) response.writeHead(503).end("busy");
    else if (requests === 4) response.destroy();
    else response.end("fine");
  });

  const rows = await playedAgainst(url);

  expect(rows.map(endOf)).toEqual([200, 503, 200, "CONNECTION_CLOSED", 200]);
});

test("connections closed without an answer produce rows, not a crash", async () => {
  const { url } = await rawServer((socket) => socket.end());

  expect((await playedAgainst(url)).map(endOf)).toEqual(Array(5).fill("CONNECTION_CLOSED"));
});

test("the closed loop waits after each answer before it sends the next", async () => {
  const { url } = await httpServer((_request, response) => void response.end());

  const rows = await playedAgainst(url, { ...calm, pacing: { kind: "closed", waitMs: 15 } });

  for (const [at, { row }] of rows.entries()) {
    const before = rows[at - 1]?.row.observation.atMs ?? -Infinity;
    expect(row.observation.sentAtMs - before).toBeGreaterThanOrEqual(15);
  }
});

test("the open loop sends on schedule even without answers", async () => {
  let held: (() => void)[] = [];
  const { url } = await httpServer((_request, response) => {
    held.push(() => response.end());
    if (held.length < 5) return;
    for (const answer of held) answer();
    held = [];
  });

  const rows = await playedAgainst(url, { ...calm, pacing: { kind: "constant", ratePerSecond: 200 } });

  const sent = rows.map(({ row }) => row.observation.sentAtMs).toSorted((a, b) => a - b);
  const firstEnd = Math.min(...rows.map(({ row }) => row.observation.atMs));
  expect(rows.map(endOf)).toEqual([200, 200, 200, 200, 200]);
  expect(sent.at(-1)).toBeLessThan(firstEnd);
});

test("the mock server reports the mode it applied and the time it waited", async () => {
  const clock = wallClock();
  const server = await startMockServer({
    task: responseServer.taskOf(calm, 1),
    host: "127.0.0.1",
    port: 0,
    seed: 1,
    clock,
    tracker: untracked,
  });
  await fetch(`${server.url}/__firedrill/mode?mode=attack`, { method: "PUT" });

  const rows = await playedAgainst(server.url, { ...calm, phases: [{ mode: "normal", requests: 1 }] });
  await server.stop();

  expect(rows[0]?.row.truth).toEqual({ mode: "attack", incident: "forced-1" });
  expect(rows[0]?.timing?.answer?.wait?.waitedMs).toBeGreaterThanOrEqual(200);
  expect(rows[0]?.timing?.answer?.wait?.lateMs).toBeGreaterThanOrEqual(0);
});

test.for([
  ["wait;dur=abc", "20"],
  ["wait;dur=", "20"],
  ["", "20"],
  ["wait;dur=25", "many"],
  ["cache;desc=x", "20"],
] as const)("a server-timing of %j with a delay of %j is not a wait", async ([timing, delay]) => {
  const { url } = await httpServer((_request, response) => {
    response.setHeader("server-timing", timing);
    response.setHeader("x-firedrill-delay-ms", delay);
    response.end();
  });

  for (const played of await playedAgainst(url)) {
    expect(played.timing?.answer).toBeDefined();
    expect(played.timing?.answer?.wait).toBeUndefined();
  }
});

test("time in the server's queue counts as wait, not as timer lag", async () => {
  const { url } = await httpServer((_request, response) => {
    response.setHeader("server-timing", "wait;dur=20.5, queue;dur=100");
    response.setHeader("x-firedrill-delay-ms", "20");
    response.end();
  });

  const [first] = await playedAgainst(url);

  expect(first?.timing?.answer?.wait).toEqual({ waitedMs: 120.5, lateMs: 0.5 });
});

test("a request that is still open has no timing", async () => {
  const slow = { ...calm, openAfterMs: 50, phases: [{ mode: "attack", requests: 1 }] };
  const world = await virtualWire({ scenario: slow, seed: 1 });
  const rows: PlayedRow[] = [];
  const { signal } = new AbortController();

  await playRows({ ...world, scenario: slow, seed: 1, signal }, rows);
  await world.stop();

  expect(rows.map(({ outcome, timing }) => [outcome.kind, timing?.answer?.tookMs])).toEqual([
    ["open", undefined],
    ["completed", 200],
  ]);
  expect(rows[0]?.timing).toBeUndefined();
});

const racing: ResponseScenario = {
  ...calm,
  timeoutMs: 500,
  modes: { ...calm.modes, attack: { kind: "attack", delayMs: 20_000 } },
  phases: [
    { mode: "normal", requests: 3 },
    { mode: "attack", requests: 2 },
    { mode: "normal", requests: 3 },
  ],
};

test("a timeout during a longer server wait gives the same rows in wall time and in virtual time", async () => {
  const clock = wallClock();
  const server = await startMockServer({
    task: responseServer.taskOf(racing, 1),
    host: "127.0.0.1",
    port: 0,
    seed: 1,
    clock,
    tracker: untracked,
  });
  const world = await virtualWire({ scenario: racing, seed: 1 });
  const virtual: PlayedRow[] = [];
  const { signal } = new AbortController();

  await playRows({ ...world, scenario: racing, seed: 1, signal }, virtual);
  await world.stop();
  const wall = await playedAgainst(server.url, racing);
  await server.stop();

  const expected = [200, 200, 200, "TIMEOUT", "TIMEOUT", 200, 200, 200];
  expect(virtual.map(endOf)).toEqual(expected);
  expect(wall.map(endOf)).toEqual(expected);
  expect(wall.map(({ row }) => row.truth)).toEqual(virtual.map(({ row }) => row.truth));
  expect(virtual[3]?.row.observation.outcome).toEqual({ kind: "failed", error: "TIMEOUT", afterMs: 500 });
});

test.for([
  ["closed", { kind: "closed", waitMs: 2 }],
  ["open", { kind: "constant", ratePerSecond: 1000 }],
] as const)("aborting a %s loop abandons requests in flight without a row", async ([, pacing]) => {
  let requests = 0;
  const { url, closed } = await httpServer((_request, response) => {
    requests += 1;
    if (requests <= 2) response.end();
  });
  const rows: PlayedRow[] = [];
  const breaking = new AbortController();
  const settings = settingsFor(url, { ...calm, pacing }, wallClock());

  const playing = playRows({ ...settings, signal: breaking.signal }, rows);
  const broken = playing.catch((error: unknown) => error);
  await until(() => requests === (pacing.kind === "closed" ? 3 : 5) && rows.length === 2);
  breaking.abort(new Error("enough"));

  expect(await broken).toEqual(new Error("enough"));

  await until(() => closed() >= requests - 2);
  expect(rows.map(endOf)).toEqual([200, 200]);
});

test.for([
  ["closed", { kind: "closed", waitMs: 2 }],
  ["open", { kind: "constant", ratePerSecond: 1000 }],
] as const)("a callback that throws aborts a %s loop with its error", async ([, pacing]) => {
  const { url } = await httpServer((_request, response) => void response.end());
  const settings = settingsFor(
    url,
    { ...calm, pacing, phases: [{ mode: "normal", requests: 5000 }] },
    wallClock(),
  );
  const { signal } = new AbortController();
  let rows = 0;
  const onRow = (): void => {
    rows += 1;
    throw new Error("no room");
  };

  await expect(playResponses({ ...settings, signal }, onRow)).rejects.toThrow("no room");
  expect(rows).toBe(1);
});

test("a play aborted before its start sends nothing", async () => {
  let requests = 0;
  const { url } = await httpServer((_request, response) => {
    requests += 1;
    response.end();
  });
  const settings = settingsFor(url, calm, wallClock());

  const signal = AbortSignal.abort(new Error("never"));
  const playing = playResponses({ ...settings, signal }, () => undefined);

  await expect(playing).rejects.toThrow("never");
  expect(requests).toBe(0);
});
