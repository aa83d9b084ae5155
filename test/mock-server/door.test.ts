import { once } from "node:events";
import { createConnection } from "node:net";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { originalModes } from "../../domain/response/modes.ts";
import type { MockServer } from "../../mock-server/server.ts";
import { startFixture, until } from "./fixture.ts";
import type { Fixture } from "./fixture.ts";

const foreign = [
  { host: "evil.example" },
  { origin: "http://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
] as const;

const orders = [
  ["PUT", "/__firedrill/mode?mode=attack"],
  ["DELETE", "/__firedrill/mode"],
  ["POST", "/__firedrill/reset"],
  ["GET", "/__firedrill/state"],
  ["GET", "/__firedrill/requests"],
  ["GET", "/%5f_firedrill/state"],
  ["GET", "/?param=restart"],
  ["GET", "/?param=normal"],
  ["GET", "/%zz"],
  ["POST", "/login"],
  ["OPTIONS", "/__firedrill/reset"],
] as const;

test.for(foreign.flatMap((headers) => orders.map(([method, path]) => [headers, method, path] as const)))(
  "with %j %s %s is refused and changes nothing",
  async ([headers, method, path]) => {
    const { ask } = await startFixture();
    const before = await ask("/__firedrill/state");

    const answer = await ask(path, { method, headers });

    expect(answer.status).toBe(403);
    expect(answer.body).toMatch(/^\{"error":"Refused: [^}]+\}$/);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
    expect((await ask("/__firedrill/state")).json).toEqual(before.json);
  },
);

test("a request for a full URL of another site is refused", async () => {
  const { server } = await startFixture();

  const answer = await said(
    server,
    "GET http://evil.example/__firedrill/state HTTP/1.1\r\nhost: evil.example\r\n\r\n",
  );

  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

test.for(foreign)("metrics can be scraped with %j", async (headers) => {
  const { ask } = await startFixture({ metrics: "eager" });

  expect((await ask("/metrics", { headers })).status).toBe(200);
});

test("a refused request says how to allow the page or the name", async () => {
  const { ask, server } = await startFixture();

  const page = await ask("/__firedrill/state", { headers: { origin: "https://dashboard.example" } });
  const name = await ask("/__firedrill/state", { headers: { host: `mock:${server.port}` } });

  expect(page.json).toEqual({
    error:
      'Refused: a web page of another site sent this request (Origin "https://dashboard.example"). To allow it, start the server with --allow-origin https://dashboard.example.',
  });
  expect(name.json).toEqual({
    error: `Refused: this server is not known as "mock:${server.port}" (Host). To allow it, start the server with --allow-origin http://mock:${server.port}.`,
  });
});

const dashboard = "https://dashboard.example";
const allowed = { allowOrigins: [dashboard, "http://mock:8888"] };

test("an allowed page may send requests and read the answers", async () => {
  const { ask, play } = await startFixture(allowed);
  const headers = { origin: dashboard, "sec-fetch-site": "cross-site" };

  const order = await ask("/__firedrill/mode?mode=attack", { method: "PUT", headers });
  const served = await play("normal", { headers });

  expect([order.status, order.headers["access-control-allow-origin"]]).toEqual([200, dashboard]);
  expect([served.status, served.headers["access-control-allow-origin"]]).toEqual([200, dashboard]);
  expect(served.headers["access-control-expose-headers"]).toContain("x-firedrill-mode");
  expect(served.headers["x-firedrill-mode"]).toBe("attack");
});

test("an allowed page may ask first, as browsers do before a PUT", async () => {
  const { ask } = await startFixture(allowed);

  const answer = await ask("/__firedrill/mode", {
    method: "OPTIONS",
    headers: {
      origin: dashboard,
      "access-control-request-method": "PUT",
      "access-control-request-headers": "content-type",
    },
  });

  expect(answer.status).toBe(204);
  expect(answer.headers).toMatchObject({
    "access-control-allow-origin": dashboard,
    "access-control-allow-methods": "GET, POST, PUT, DELETE",
    "access-control-allow-headers": "content-type",
  });
});

test.for([
  ["mock:8888", 200, "the host of an allowed origin"],
  ["evil:8888", 403, "another"],
] as const)("as %s the server answers %i: %s", async ([host, status]) => {
  const { ask } = await startFixture(allowed);

  expect((await ask("/__firedrill/state", { headers: { host } })).status).toBe(status);
});

test("a server that listens on every address is known by the one that was called", async () => {
  const { ask, server } = await startFixture({ host: "0.0.0.0" });

  const byAddress = await ask("/__firedrill/state");
  const byName = await ask("/__firedrill/state", { headers: { host: `evil.example:${server.port}` } });

  expect([byAddress.status, byName.status]).toEqual([200, 403]);
});

const token = "5f0c7e4a9b3d2a1f";
const mine = { "x-firedrill-token": token };

test("in a drill only its own client learns how a request was treated", async () => {
  const { play } = await startFixture({ token });

  const own = await play("attack", { headers: { ...mine, "x-firedrill-incident": "attack-1" } });
  const others = await play("attack", { headers: { "x-firedrill-incident": "attack-1" } });

  expect(own.headers).toMatchObject({
    "x-firedrill-mode": "attack",
    "x-firedrill-delay-ms": "500",
    "x-firedrill-incident": "attack-1",
  });
  expect(others.status).toBe(200);
  expect(Object.keys(others.headers).toSorted()).toEqual(["connection", "content-length", "date"]);
});

test.for([
  [{}, "no token"],
  [{ "x-firedrill-token": "" }, "an empty one"],
  [{ "x-firedrill-token": token.slice(1) }, "a shorter one"],
  [{ "x-firedrill-token": `${token}0` }, "a longer one"],
  [{ "x-firedrill-token": token.replace("5", "6") }, "another one"],
] as const)("in a drill journal and state are closed with %j: %s", async ([headers]) => {
  const { ask } = await startFixture({ token });

  for (const path of ["/__firedrill/requests", "/__firedrill/state", "/%5f%5ffiredrill/requests"]) {
    const answer = await ask(path, { headers });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain(
      "Send the drill's token, which firedrill run prints, in the header x-firedrill-token.",
    );
    expect((await ask(path, { headers: mine })).status).toBe(200);
  }
});

test("in a drill a mode can be forced without the token, and the answers do not tell the state", async () => {
  const { ask } = await startFixture({ token });

  const forced = await ask("/__firedrill/mode?mode=attack", { method: "PUT" });
  const cleared = await ask("/__firedrill/mode", { method: "DELETE" });
  const reset = await ask("/__firedrill/reset", { method: "POST" });

  expect(forced.json).toEqual({ mode: "attack", incident: "forced-1" });
  expect([cleared.json, reset.json]).toEqual([{}, {}]);
});

test("in a drill only its own client labels requests", async () => {
  const { play, ask } = await startFixture({ token });
  const tags = { "x-firedrill-request": "70", "x-firedrill-incident": "attack-1" };

  await play("attack", { headers: tags });
  await play("attack", { headers: { ...tags, ...mine } });

  const { json } = await ask("/__firedrill/requests", { headers: mine });
  expect(json).toMatchObject({ requests: [{ index: 0 }, { index: 70, incident: "attack-1" }] });
  expect(json).not.toHaveProperty("requests.0.incident");
});

test("a drill that strangers would disturb refuses them", async () => {
  const { ask, tracker } = await startFixture({ token, strangers: "refused" });

  const answer = await ask("/?param=normal");

  expect([answer.status, answer.json]).toEqual([
    403,
    { error: "This server takes part in a drill and answers only requests with its token." },
  ]);
  expect(tracker).toEqual([]);
});

test("without a token the journal is open and every answer tells its mode", async () => {
  const { play, ask } = await startFixture();

  expect((await play("attack")).headers["x-firedrill-mode"]).toBe("attack");
  expect((await ask("/__firedrill/requests")).status).toBe(200);
});

function connected({ port }: MockServer): Socket {
  const socket = createConnection(port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  return socket;
}

/** Everything that the server answers on one connection until it closes it. */
async function said(server: MockServer, ...parts: readonly string[]): Promise<string> {
  const socket = connected(server);
  for (const part of parts) socket.write(part);
  return text(socket);
}

function raw(port: number, path: string, ...headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, `host: localhost:${port}`, ...headers, "", ""].join("\r\n");
}

async function stillAnswers({ ask }: Fixture): Promise<boolean> {
  return (await ask("/__firedrill/state")).status === 200;
}

test.for([
  ["a URL of 20 kB", (port: number) => raw(port, `/?param=${"x".repeat(20_000)}`), 431, "larger than 16 KiB"],
  [
    "headers of 20 kB",
    (port: number) => raw(port, "/", `x: ${"x".repeat(20_000)}`),
    431,
    "larger than 16 KiB",
  ],
  ["no HTTP", () => "\u0016\u0003\u0001\u0002 TLS\r\n\r\n", 400, "This is not a request in HTTP: "],
  [
    "two lengths of one body",
    (port: number) => raw(port, "/", "content-length: 1", "content-length: 2"),
    400,
    "This is not a request in HTTP: ",
  ],
  [
    "two framings of one body",
    (port: number) => raw(port, "/", "content-length: 1", "transfer-encoding: chunked"),
    400,
    "This is not a request in HTTP: ",
  ],
] as const)("%s is answered with an error, and the server goes on", async ([, request, status, error]) => {
  const fixture = await startFixture();
  const { server } = fixture;

  const answer = await said(server, request(server.port));

  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toContain(error);
  expect(await stillAnswers(fixture)).toBe(true);
});

test("HTTP/1.1 without a host is answered with 400", async () => {
  const fixture = await startFixture();

  expect(await said(fixture.server, "GET / HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  expect(await stillAnswers(fixture)).toBe(true);
});

test.for([
  ["PUT", "/__firedrill/mode"],
  ["POST", "/__firedrill/reset"],
] as const)("%s %s with a body of a gigabyte is refused before the body is read", async ([method, path]) => {
  const fixture = await startFixture();
  const { server } = fixture;

  const head = `${method} ${path} HTTP/1.1\r\nhost: localhost:${server.port}\r\ncontent-length: 1000000000\r\n\r\n{`;
  const answer = await said(server, head);

  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('{"error":"');
  expect(await stillAnswers(fixture)).toBe(true);
});

test("a body of chunks is refused at its limit", async () => {
  const fixture = await startFixture();
  const { server } = fixture;
  const chunk = `2000\r\n${"x".repeat(0x2000)}\r\n`;

  const head = `PUT /__firedrill/mode HTTP/1.1\r\nhost: localhost:${server.port}\r\ntransfer-encoding: chunked\r\n\r\n`;
  const answer = await said(server, head, chunk, chunk, chunk);

  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(await stillAnswers(fixture)).toBe(true);
});

const impatient = { headersMs: 50, requestMs: 100, checkMs: 10 };

test.for([
  ["headers", "GET / HTTP/1.1\r\nhost: localhost"],
  ["a body", "PUT /__firedrill/mode HTTP/1.1\r\nhost: localhost:PORT\r\ncontent-length: 9\r\n\r\n{"],
] as const)("%s that never end are answered with 408", async ([, begun]) => {
  const fixture = await startFixture({ limits: impatient });
  const { server } = fixture;

  const answer = await said(server, begun.replace("PORT", String(server.port)));

  expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*\{"error":"The request took too long to arrive\."\}$/);
  expect(await stillAnswers(fixture)).toBe(true);
});

test("a request that waits for its answer is not hurried", async () => {
  const { ask, clock } = await startFixture({ limits: impatient });
  const answered = ask("/?param=attack");
  await until(clock.sleepers, 1);
  const slow = await ask("/__firedrill/state");
  expect(slow.status).toBe(200);

  await clock.advance(500);

  expect((await answered).status).toBe(200);
});

const modes = { ...originalModes, hang: { kind: "hang" } } as const;

test("a connection with too many unanswered requests is answered with 503 and closed", async () => {
  const fixture = await startFixture({ modes, limits: { unansweredPerConnection: 5 } });
  const { server, ask } = fixture;

  const answer = await said(server, raw(server.port, "/?param=hang").repeat(6));

  expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  expect(answer).toContain("This connection already has 5 unanswered requests, which is the limit.");
  expect((await ask("/__firedrill/state")).json).toMatchObject({ waiting: 0, queued: 0 });
});

test("a flood of pipelined requests is held up to the limit and leaves nothing", async () => {
  const fixture = await startFixture({ modes, capacity: 10 });
  const { server, ask, tracker } = fixture;

  const answer = await said(server, raw(server.port, "/?param=hang").repeat(20_000));

  expect(answer.split("HTTP/1.1 ").length - 1).toBe(1);
  expect(answer).toContain("already has 100 unanswered requests");
  expect(tracker.filter((call) => call.startsWith("taken"))).toHaveLength(100);
  expect((await ask("/__firedrill/state")).json).toMatchObject({ waiting: 0, queued: 0 });
});

test("a connection whose first answer has begun is closed", async () => {
  const dribble = { kind: "dribble", delayMs: 10, chunks: 5, everyMs: 1000 } as const;
  const { server, clock } = await startFixture({
    modes: { ...modes, dribble },
    limits: { unansweredPerConnection: 2 },
  });
  const socket = connected(server);
  const all = text(socket).catch(() => "closed");
  socket.write(raw(server.port, "/?param=dribble"));
  await until(clock.sleepers, 2);
  await clock.advance(10);

  socket.write(raw(server.port, "/?param=hang").repeat(3));

  expect(await all).not.toContain("503");
});

test("pipelined requests within the limit are all answered", async () => {
  const { server, clock, tracker } = await startFixture();
  const socket = connected(server);
  socket.write(raw(server.port, "/?param=normal").repeat(100));
  await until(() => tracker.length, 100);
  let answers = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (answers += chunk));

  await clock.advance(10);

  await until(() => answers.split("HTTP/1.1 ").length - 1, 100);
  expect(answers.split("HTTP/1.1 200 OK")).toHaveLength(101);
});

test("a server that holds too many requests says so with 503, and is well again when they have gone", async () => {
  const { open, ask, clock, tracker } = await startFixture({ modes, limits: { unansweredInAll: 3 } });
  const held = [0, 1, 2].map(() => open("/?param=hang"));
  for (const { answered } of held) answered.catch(() => undefined);
  await until(() => tracker.length, 3);

  const refused = await ask("/?param=normal");
  held[0]?.request.destroy();
  await until(() => tracker.includes("closed 0"), true);
  const served = ask("/?param=normal");
  await until(clock.sleepers, 1);
  await clock.advance(10);

  expect([refused.status, refused.json]).toEqual([
    503,
    { error: "The server already holds 3 unanswered requests, which is its limit. Send this one later." },
  ]);
  expect((await served).status).toBe(200);
});

test("the drill's own client may hold more", async () => {
  const { ask, open, tracker } = await startFixture({ token, modes, limits: { unansweredInAll: 1 } });
  const held = [0, 1].map(() => open("/?param=hang", { headers: mine }));
  for (const { answered } of held) answered.catch(() => undefined);
  await until(() => tracker.length, 2);

  expect((await ask("/?param=hang")).status).toBe(503);
  expect((await ask("/__firedrill/state", { headers: mine })).json).toMatchObject({ waiting: 2 });
});

test("an upgrade, a tunnel and an unknown expectation are refused or ignored", async () => {
  const fixture = await startFixture();
  const { port } = fixture.server;

  const expectation = await said(fixture.server, raw(port, "/", "expect: magic", "connection: close"));
  const tunnel = connected(fixture.server);
  tunnel.write("CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n");
  tunnel.resume();
  await once(tunnel, "close");

  expect(expectation).toMatch(/^HTTP\/1\.1 417 /);
  expect(await stillAnswers(fixture)).toBe(true);
});
