import { createServer as createHttpServer } from "node:http";
import type { RequestListener } from "node:http";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { newClockOrigin, realClock } from "../../harness/clock/clock.ts";
import type { RunningClock } from "../../harness/clock/clock.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import type { Transport } from "../../mock-client/transport.ts";

/** A minimal server that is closed after the test. */
export interface TinyServer {
  readonly url: string;
  /** Connections so far. */
  readonly connections: () => number;
  /** Connections that have closed. */
  readonly closed: () => number;
}

/** An HTTP server. */
export function httpServer(listener: RequestListener): Promise<TinyServer> {
  return listening(createHttpServer(listener));
}

/** Handles a connection freely, once data has arrived. */
export function rawServer(onRequest: (socket: Socket) => void): Promise<TinyServer> {
  return listening(createServer((socket) => void socket.once("data", () => onRequest(socket))));
}

/** Answers the first data on each connection, which it sees as text, with these bytes. */
export function rawServerSeeing(answer: (text: string) => string): Promise<TinyServer> {
  return listening(
    createServer((socket) => void socket.once("data", (seen: Buffer) => socket.write(answer(String(seen))))),
  );
}

/** An address without a listening server. */
export async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  const url = await urlOf(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

/** Wall time, closed after the test. */
export function wallClock(): RunningClock {
  const clock = realClock(newClockOrigin());
  onTestFinished(() => clock.close());
  return clock;
}

/** A transport to a server in wall time, closed after the test. */
export function transportTo(
  url: string,
  clock: RunningClock = wallClock(),
  always: Readonly<Record<string, string>> = {},
): Transport {
  const transport = undiciTransport(url, clock, { always });
  onTestFinished(() => transport.close());
  return transport;
}

async function listening(server: Server): Promise<TinyServer> {
  const open = new Set<Socket>();
  let connections = 0;
  let closed = 0;
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      closed += 1;
      open.delete(socket);
    });
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const url = await urlOf(server.listen(0, "127.0.0.1"));
  return { url, connections: () => connections, closed: () => closed };
}

function urlOf(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.once("listening", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
    });
  });
}
