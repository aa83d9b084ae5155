import type { FastifyInstance, FastifyRequest } from "fastify";
import { FiredrillError } from "../domain/error.ts";
import type { Observation } from "../domain/sources.ts";
import type { AlarmClock } from "../domain/time/clock.ts";
import type { Labelled, Truth } from "../domain/truth.ts";
import type { RequestTracker } from "../domain/wire/request-tracker.ts";
import { createApp } from "./app.ts";
import type { Counters } from "../domain/wire/metrics.ts";
import type { JournalEntry } from "./control/journal.ts";
import { countedMetrics, noMetrics } from "./control/metrics.ts";
import type { Core } from "./core.ts";
import { createCore } from "./core.ts";
import type { DoorSettings } from "./door.ts";
import { bracketed, createDoor } from "./door.ts";
import type { Limits } from "./limits.ts";
import { usualLimits } from "./limits.ts";
import type { Machine, Site } from "./source.ts";
import type { ServerTask } from "./sources.ts";
import { serverKit } from "./sources.ts";

export interface MockServerSettings extends Pick<DoorSettings, "allowOrigins" | "token" | "strangers"> {
  readonly task: ServerTask;
  readonly seed: number;
  readonly clock: AlarmClock;
  readonly tracker: RequestTracker;
  /** Default: simulated. */
  readonly machine?: Machine;
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Called with each row, in order, before its request is answered, if the server writes the log. */
  readonly onRow?: (row: Labelled) => void;
  /** Called with the truth of each request on which a mode was forced. */
  readonly onForced?: (requestIndex: number, truth: Truth) => void;
  /** Called when a request has ended. */
  readonly onRequest?: (entry: JournalEntry) => void;
  /** When the series at `/metrics` appear. Default: no metrics, as on the virtual clock. */
  readonly metrics?: Counters;
  /** The number of requests that the journal keeps, a whole number from 1. Default 1000. */
  readonly journalLength?: number;
  /** Default: the usual ones. */
  readonly limits?: Partial<Limits>;
}

export interface MockServer {
  /** Without a trailing slash; an IPv6 host is in brackets. */
  readonly url: string;
  readonly host: string;
  /** The actual port. */
  readonly port: number;
  /** How the rows so far were measured, in sentences. */
  readonly measured: () => readonly string[];
  /**
   * Refuses new connections, finishes requests in flight, then closes everything. Further calls return the same
   * promise.
   */
  readonly stop: () => Promise<void>;
}

/** Starts the server; it runs until stopped. @throws FiredrillError `PORT_IN_USE`, `HOST_NOT_BINDABLE` */
export async function startMockServer(settings: MockServerSettings): Promise<MockServer> {
  const { task, onRow = () => undefined } = settings;
  const metrics =
    settings.metrics === undefined
      ? noMetrics
      : countedMetrics(serverKit(task.source).statuses(task), settings.metrics);
  const limits = { ...usualLimits, ...settings.limits };
  const door = createDoor({ ...settings, limits });
  const { senderOf } = door;
  const core = createCore<Observation>({ ...settings, metrics, onRow, senderOf, limits });
  const site = serverKit(task.source).open(task, core);
  const control = {
    journal: core.journal,
    metrics,
    senderOf: ({ raw }: FastifyRequest) => senderOf(raw),
    state: ({ raw }: FastifyRequest) =>
      senderOf(raw) === "stranger" ? {} : { ...site.state(), ...core.load() },
    reset: () => {
      site.reset();
      core.journal.clear();
    },
  };
  const app = createApp(site, control, door);
  await app.ready();
  const port = await listen(app.server, settings.host, settings.port);
  core.listener.attach({
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
    measured: () => site.measured?.() ?? [],
    stop: () => (stopped ??= stop(app, core, site)),
  };
}

/** Allows a thousand clients to connect at once; the kernel's default of 511 makes the others retry. */
const backlog = 4096;

/** Bypasses fastify, which opens a second server for `localhost` that `close` would miss. */
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

/** Does not rely on `close`, which waits a minute for connections that were opened and never used. */
async function stop(
  app: FastifyInstance,
  { listener, connections }: Pick<Core<Observation>, "listener" | "connections">,
  site: Site,
): Promise<void> {
  const { server } = app;
  listener.stop();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  await connections.drain();
  server.closeAllConnections();
  await closed;
  await app.close();
  await site.close?.();
}

function portInUse(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "PORT_IN_USE",
    `Port ${port} on ${host} is already in use.`,
    "Stop the other program, or choose another port with --port (0 picks a free one).",
    { cause },
  );
}

function hostNotBindable(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "HOST_NOT_BINDABLE",
    `The mock server cannot listen on ${authority(host, port)}: ${cause.message}.`,
    "Use an address of this machine with --host (127.0.0.1 always works), and a port from 1024 up.",
    { cause },
  );
}

/** `127.0.0.1:8888`, `[::1]:8888`. */
function authority(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}
