import { Agent } from "node:http";
import { createConnection } from "node:net";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { startFixture, until } from "./fixture.ts";

function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  return agent;
}

test("port 0 picks a free port, and the url contains it", async () => {
  const { server } = await startFixture();

  expect(server.port).toBeGreaterThan(0);
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
});

test("an IPv6 host is in brackets in the url, and answers", async () => {
  const { server, play } = await startFixture({ host: "::1" });

  expect(server).toMatchObject({ host: "::1", url: `http://[::1]:${server.port}` });
  expect((await play("normal")).status).toBe(200);
});

test("a port in use is a drill error that names the port", async () => {
  const { server } = await startFixture();

  await expect(startFixture({ port: server.port })).rejects.toMatchObject({
    kind: "drill",
    code: "PORT_IN_USE",
    message: `Port ${server.port} on 127.0.0.1 is already in use.`,
  });
});

test("a host of another machine is a drill error that names the host", async () => {
  const started = startFixture({ host: "192.0.2.1", port: 8888 });

  await expect(started).rejects.toMatchObject({ kind: "drill", code: "HOST_NOT_BINDABLE" });
  await expect(started).rejects.toThrow("192.0.2.1:8888");
});

test("stop answers waiting and queued requests, then stops listening", async () => {
  const { server, ask, tracker, clock } = await startFixture({ capacity: 1 });
  const agent = keepAliveAgent();
  const requests = [ask("/?param=normal", { agent }), ask("/?param=attack", { agent })];
  await until(() => tracker.length, 2);

  const stopped = server.stop();
  await clock.advance(1000);
  await stopped;

  const answers = await Promise.all(requests);
  expect(answers.map(({ status, headers }) => [status, headers.connection])).toEqual([
    [200, "close"],
    [200, "close"],
  ]);
  await expect(ask("/?param=normal")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("stop does not wait for a client that keeps its connection alive", async () => {
  const { server, play } = await startFixture();
  await play("normal", { agent: keepAliveAgent() });

  await expect(server.stop()).resolves.toBeUndefined();
});

test.for([
  ["", "never said anything"],
  [
    "PUT /__firedrill/mode HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\ncontent-length: 9\r\n\r\n{",
    "has not finished its request",
  ],
] as const)("stop does not wait for a connection that sent %j and %s", async ([said]) => {
  const { server, ask } = await startFixture();
  const socket = createConnection(server.port, server.host);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  socket.write(said.replace("PORT", String(server.port)));
  await ask("/__firedrill/state");

  await expect(server.stop()).resolves.toBeUndefined();
});

test("stop does not wait for an answered request", async () => {
  const { server, ask, clock } = await startFixture();
  const socket = createConnection(server.port, server.host);
  onTestFinished(() => void socket.destroy());
  socket.write(`GET /?param=normal HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\n\r\n`);
  await until(clock.sleepers, 1);
  await clock.advance(10);
  await once(socket, "data");
  socket.write("GET /?param=normal HTT");
  await ask("/__firedrill/state");

  await expect(server.stop()).resolves.toBeUndefined();
});

test("stop does not wait for a client that leaves", async () => {
  const { server, open, clock, tracker } = await startFixture();
  const { request, answered } = open("/?param=attack");
  answered.catch(() => undefined);
  await until(clock.sleepers, 1);

  const stopped = server.stop();
  request.destroy();

  await expect(stopped).resolves.toBeUndefined();
  expect(tracker).toEqual(["taken 0", "closed 0"]);
});

test("a second stop has no further effect", async () => {
  const { server } = await startFixture();

  expect(server.stop()).toBe(server.stop());
  await server.stop();
});

test("two servers are independent", async () => {
  const [one, other] = [await startFixture(), await startFixture()];

  await one.play("attack");

  expect((await other.play("load")).headers["x-firedrill-delay-ms"]).toBe("10");
});
