import type { FastifyInstance } from "fastify";
import { FiredrillError } from "../domain/error.ts";
import { createApp } from "./app.ts";
import type { Service, ServiceSettings } from "./service.ts";
import { createService } from "./service.ts";

export interface MockServerSettings extends ServiceSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface MockServer {
  /** Without a slash at the end; an IPv6 host stands in brackets. */
  readonly url: string;
  readonly host: string;
  /** The port it got. */
  readonly port: number;
  /** Takes no more connections, finishes what is in flight, then closes everything. Asking twice is asking once. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens and answers until it is stopped.
 * @throws FiredrillError `PORT_IN_USE`, `HOST_NOT_BINDABLE`
 */
export async function startMockServer(settings: MockServerSettings): Promise<MockServer> {
  const service = createService(settings);
  const app = createApp(service);
  await app.ready();
  const port = await listen(app.server, settings.host, settings.port);
  service.door.guard({
    close: () => {
      app.server.close();
      app.server.closeIdleConnections();
    },
    open: async () => void (await listen(app.server, settings.host, port)),
  });
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${authority(settings.host, port)}`,
    host: settings.host,
    port,
    stop: () => (stopped ??= stop(app, service)),
  };
}

/** More than the thousand that may connect in one instant; the kernel's default of 511 makes the rest try again. */
const backlog = 4096;

/** Not through fastify, which opens a second server for `localhost` that this one's `close` would not know of. */
function listen(server: FastifyInstance["server"], host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: Error): void => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      reject(isTaken ? portInUse(host, port, error) : hostNotBindable(host, port, error));
    };
    server.once("error", refused);
    server.listen({ host, port, backlog }, () => {
      server.removeListener("error", refused);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** `close` alone would wait a minute for a connection that was opened and never used. */
async function stop(app: FastifyInstance, service: Service): Promise<void> {
  const { server } = app;
  service.door.leave();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await service.connections.drain();
  server.closeAllConnections();
  await closed;
  await app.close();
}

function portInUse(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "PORT_IN_USE",
    `Something else is listening on ${authority(host, port)}.`,
    "Stop it, or choose another port with --port (0 takes a free one).",
    { cause },
  );
}

function hostNotBindable(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "HOST_NOT_BINDABLE",
    `The mock server cannot listen on ${authority(host, port)}: ${cause.message}.`,
    "Give an address of this machine with --host (127.0.0.1 always works), and a port from 1024 up.",
    { cause },
  );
}

/** `127.0.0.1:8888`, `[::1]:8888`. */
function authority(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
