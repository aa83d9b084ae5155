import { expect, test } from "vitest";
import { setImmediate as turn } from "node:timers/promises";
import { until } from "../harness/world/children.ts";
import { deadUrl, httpServer, rawServer, rawServerSeeing, transportTo, wallClock } from "./tiny-server.ts";

test("a complete answer has its status and the last value of each header", async () => {
  const { url } = await httpServer((_request, response) => {
    response.setHeader("x-firedrill-mode", ["first", "last"]);
    response.writeHead(503).end("busy");
  });

  const end = await transportTo(url).send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "answered", status: 503 });
  expect(end.kind === "answered" && end.header("x-firedrill-mode")).toBe("last");
  expect(end.kind === "answered" && end.header("x-nowhere")).toBeUndefined();
});

test("path and headers arrive unchanged", async () => {
  const seen: unknown[] = [];
  const { url } = await httpServer(({ url: path, headers }, response) => {
    seen.push(path, headers["x-firedrill-request"]);
    response.end();
  });

  await transportTo(url).send({ path: "/?param=attack", headers: { "x-firedrill-request": "7" } }).end;

  expect(seen).toEqual(["/?param=attack", "7"]);
});

test("an answer ends with the last byte of its body", async () => {
  const clock = wallClock();
  let lastByteMs = 0;
  const { url } = await httpServer((_request, response) => {
    response.write("x".repeat(100_000));
    void clock.sleepUntilMs(clock.nowMs() + 30).then(() => {
      lastByteMs = clock.nowMs();
      return response.end("y");
    });
  });

  const { sentAtMs, endedAtMs } = await transportTo(url, clock).send({ path: "/", headers: {} }).end;

  expect(lastByteMs).toBeGreaterThan(sentAtMs + 30);
  expect(endedAtMs).toBeGreaterThanOrEqual(lastByteMs);
});

test("a refused connection fails with the system's code", async () => {
  const end = await transportTo(await deadUrl()).send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "failed", error: "ECONNREFUSED" });
});

test("a connection reset in the middle of an answer is ECONNRESET", async () => {
  const { url } = await rawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    // Node closes gracefully while it still has data to write.
    setTimeout(() => socket.resetAndDestroy(), 30);
  });

  const end = await transportTo(url).send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "failed", error: "ECONNRESET" });
});

test.for([
  ["without a word", "", "CONNECTION_CLOSED"],
  ["in the middle of an answer", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", "BODY_TRUNCATED"],
  [
    "in the middle of its last answer",
    "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\nhalf",
    "BODY_TRUNCATED",
  ],
  [
    "between two chunks",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    "BODY_TRUNCATED",
  ],
] as const)("a connection closed %s is a failure, not an answer", async ([, said, error]) => {
  const { url } = await rawServer((socket) => socket.end(said));

  const end = await transportTo(url).send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "failed", error });
});

test("an answer that is not HTTP is a failure", async () => {
  const { url } = await rawServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));

  const end = await transportTo(url).send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "failed", error: "HTTPParserError" });
});

test("sequential requests share a connection; concurrent ones each have their own", async () => {
  const { url, connections } = await httpServer((_request, response) => response.end());
  const transport = transportTo(url);

  for (let left = 5; left > 0; left -= 1) {
    await transport.send({ path: "/", headers: {} }).end;
    await turn();
  }
  expect(connections()).toBe(1);

  await Promise.all([1, 2, 3].map(() => transport.send({ path: "/", headers: {} }).end));
  expect(connections()).toBe(3);
});

test("requests wait for the next free connection while four are being opened", async () => {
  const { url, connections } = await httpServer((_request, response) => response.end());
  const transport = transportTo(url);

  const ends = await Promise.all(
    Array.from({ length: 40 }, () => transport.send({ path: "/", headers: {} }).end),
  );

  expect(ends.map(({ kind }) => kind)).toEqual(ends.map(() => "answered"));
  expect(connections()).toBeLessThan(40);
});

test("a slow server gets a connection for each request", async () => {
  let arrived = 0;
  const { url, connections } = await httpServer(() => {
    arrived += 1;
  });
  const transport = transportTo(url);

  for (let left = 30; left > 0; left -= 1) transport.send({ path: "/", headers: {} });
  await until(() => arrived === 30);

  expect(connections()).toBe(30);
});

test("each request that waits for a connection fails when the server refuses them", async () => {
  const transport = transportTo(await deadUrl());

  const ends = await Promise.all(
    Array.from({ length: 10 }, () => transport.send({ path: "/", headers: {} }).end),
  );

  expect(ends).toMatchObject(ends.map(() => ({ kind: "failed", error: "ECONNREFUSED" })));
});

test("bytes that belong to no request end a connection, not the next request", async () => {
  const answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
  const { url, connections } = await rawServer((socket) => socket.write(answer + answer));
  const transport = transportTo(url);

  const first = await transport.send({ path: "/", headers: {} }).end;
  const second = await transport.send({ path: "/", headers: {} }).end;

  expect([first.kind, second.kind]).toEqual(["answered", "answered"]);
  expect(connections()).toBe(2);
});

test("a request and its body are written as one, with the headers of every request after its own", async () => {
  let seen = "";
  const { url } = await rawServerSeeing((text) => {
    seen = text;
    return "HTTP/1.1 204 No Content\r\n\r\n";
  });
  const transport = transportTo(url, wallClock(), { "x-always": "yes" });

  await transport.send({ path: "/a?b=c", headers: { "x-own": "1" }, body: "Gr\u00fc\u00dfe" }).end;

  expect(seen).toBe(
    `POST /a?b=c HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: keep-alive\r\nx-own: 1\r\nx-always: yes\r\n` +
      "content-length: 7\r\n\r\nGr\u00fc\u00dfe",
  );
});

test.for([
  ["HEAD", "close", ""],
  ["GET", "keep-alive", ""],
  ["POST", "keep-alive", "content-length: 0\r\n"],
] as const)(
  "%s without a body asks to %s the connection and ends with %j",
  async ([method, connection, last]) => {
    let seen = "";
    const { url } = await rawServerSeeing((text) => {
      seen = text;
      return "HTTP/1.1 204 No Content\r\n\r\n";
    });

    await transportTo(url).send({ path: "/", headers: {}, method }).end;

    expect(seen).toBe(
      `${method} / HTTP/1.1\r\nhost: ${new URL(url).host}\r\nconnection: ${connection}\r\n${last}\r\n`,
    );
  },
);

test("a header that would become another request is not sent", async () => {
  const { url, connections } = await httpServer((_request, response) => response.end());

  const end = await transportTo(url).send({ path: "/", headers: { a: "b\r\n\r\nGET / HTTP/1.1" } }).end;

  expect(end).toMatchObject({ kind: "failed", error: "UND_ERR_INVALID_ARG" });
  expect(connections()).toBe(0);
});

test("an https request names the host that it wants before the server shows a certificate", async () => {
  let seen = "";
  const { url } = await rawServerSeeing((text) => {
    seen = text;
    return "no handshake";
  });
  const named = url.replace("http://127.0.0.1", "https://localhost");

  const end = await transportTo(named).send({ path: "/", headers: {} }).end;

  expect(seen).toContain("localhost");
  expect(end.kind).toBe("failed");
});

test("an abandoned request closes its connection and ends as a failure", async () => {
  let arrived = 0;
  const { url, closed } = await httpServer(() => {
    arrived += 1;
  });
  const flight = transportTo(url).send({ path: "/", headers: {} });
  await until(() => arrived === 1);

  flight.abandon();

  expect((await flight.end).kind).toBe("failed");
  await until(() => closed() === 1);
});

test("a request abandoned before it left never arrives", async () => {
  let arrived = 0;
  const { url } = await httpServer((_request, response) => {
    arrived += 1;
    response.end();
  });
  const transport = transportTo(url);

  const flight = transport.send({ path: "/", headers: {} });
  flight.abandon();

  expect((await flight.end).kind).toBe("failed");
  await transport.send({ path: "/", headers: {} }).end;
  expect(arrived).toBe(1);
});

test("a request after the transport was closed fails without a connection", async () => {
  const { url, connections } = await httpServer((_request, response) => response.end());
  const transport = transportTo(url);
  await transport.close();

  const end = await transport.send({ path: "/", headers: {} }).end;

  expect(end).toMatchObject({ kind: "failed", error: "CONNECTION_CLOSED" });
  expect(connections()).toBe(0);
});

test("closing the transport cuts open requests", async () => {
  let arrived = 0;
  const { url, closed } = await httpServer(() => {
    arrived += 1;
  });
  const transport = transportTo(url);
  const flight = transport.send({ path: "/", headers: {} });
  await until(() => arrived === 1);

  await transport.close();

  expect((await flight.end).kind).toBe("failed");
  await until(() => closed() === 1);
});
