// Not from "undici" itself: its fetch, websockets and caches take tens of milliseconds and 8 MiB to load.
import Client from "undici/lib/dispatcher/client.js";
import type { Dispatcher } from "undici";
import type { Clock } from "../domain/time/clock.ts";
import { failures } from "../domain/wire/outcome.ts";

/** How a request ended on the wire. Instants are in the drill's time. */
export type WireEnd =
  | {
      readonly kind: "answered";
      readonly sentAtMs: number;
      readonly endedAtMs: number;
      readonly status: number;
      readonly header: HeaderOf;
    }
  | {
      readonly kind: "failed";
      readonly sentAtMs: number;
      readonly endedAtMs: number;
      readonly error: string;
      /** From the head, if it arrived before the failure. */
      readonly header?: HeaderOf;
    };

/** The last value of each header, by lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/** A request in flight. */
export interface PendingAnswer {
  /** Never rejects. */
  readonly end: Promise<WireEnd>;
  /** Closes the connection; `end` then resolves with a failure. Does nothing once the request has ended. */
  abandon(): void;
}

export interface WireRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: POST with a body, else GET. */
  readonly method?: string;
  readonly body?: string;
}

/** How requests reach the server. */
export interface Transport {
  send(request: WireRequest): PendingAnswer;
  /** Closes all connections, with requests in flight or not. */
  close(): Promise<void>;
}

const idleConnectionMs = 600_000;

/** An address of a host. */
interface HostAddress {
  address: string;
  family: number;
}

/** How a connection is made. Spelled out, because the package's types cannot name the library's or Node's. */
interface Connect {
  /** Finds the addresses of a host, as `net.connect` asks for them. */
  readonly lookup?: (
    host: string,
    options: { readonly all?: boolean | undefined },
    found: (error: Error | null, address: string | HostAddress[], family?: number) => void,
  ) => void;
}

/** How many connections a transport opens at once. */
export type Opening =
  /** Few: requests wait for the next connection that is free, whether it was opened or came back. */
  | "step by step"
  /** One for each request that finds none, because time stands still until it has arrived. */
  | "at once";

interface TransportOptions {
  /** Headers of every request. */
  readonly always?: WireRequest["headers"];
  readonly connect?: Connect;
  /** Default: step by step. */
  readonly opening?: Opening;
}

/**
 * Keep-alive connections to one server, as many as there are requests in flight. The caller enforces deadlines,
 * because the library's are off by hundreds of milliseconds. Redirects are answers like any other.
 *
 * While this machine or the server is held up, no connection is free for a moment, and opening one for each request would
 * cost both more than the requests do.
 * @param origin - as returned by `checkedTarget`
 */
export function undiciTransport(origin: string, clock: Clock, options: TransportOptions = {}): Transport {
  const { always = {}, connect = {}, opening = "step by step" } = options;
  const connections = new Connections(origin, clock, connect, opening);
  return {
    send: ({ path, headers, method, body }) => {
      const verb = method ?? (body === undefined ? "GET" : "POST");
      const order = { path, method: verb, headers: { ...headers, ...always }, body: body ?? null };
      const sent = new DispatchedRequest(order, clock);
      connections.send(sent);
      return sent;
    },
    close: () => connections.close(),
  };
}

/** How many connections may be opening before requests wait for a free one. */
const openAtOnce = 4;
/** Each time this passes, as many more may be opening: the server is far away, or slow to accept. */
const slowOpeningMs = 10;

/** The connections to a server, and the requests that wait for one, in order. */
class Connections {
  private readonly origin: string;
  private readonly clock: Clock;
  private readonly connect: Connect;
  private readonly opening: Opening;
  private readonly all = new Set<Client>();
  /** The last used is the next: it is the least likely to have been closed. */
  private readonly idle: Client[] = [];
  private readonly waiting = new Set<DispatchedRequest>();
  private readonly closing = new AbortController();
  /** Connections that are being opened. */
  private underWay = 0;
  private limit = openAtOnce;
  private isPatient = false;

  constructor(origin: string, clock: Clock, connect: Connect, opening: Opening) {
    this.origin = origin;
    this.clock = clock;
    this.connect = connect;
    this.opening = opening;
  }

  send(request: DispatchedRequest): void {
    if (this.closing.signal.aborted) return request.abandon();
    const client = this.idle.pop();
    if (client !== undefined) {
      this.limit = openAtOnce;
      this.dispatch(client, request);
    } else if (this.opening === "at once" || this.underWay < this.limit)
      this.dispatch(this.opened(), request);
    else {
      this.waiting.add(request);
      if (!this.isPatient) void this.openMore();
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const request of this.waiting) request.abandon();
    this.waiting.clear();
    await Promise.all([...this.all].map((client) => client.destroy()));
  }

  private dispatch(client: Client, request: DispatchedRequest): void {
    request.leave(client, () => this.free(client));
  }

  /** Does nothing for a connection that has ended. */
  private free(client: Client): void {
    if (!this.all.has(client)) return;
    for (const next of this.waiting) {
      this.waiting.delete(next);
      if (next.isAbandoned) continue;
      this.dispatch(client, next);
      return;
    }
    this.idle.push(client);
  }

  private opened(): Client {
    const client = new Client(this.origin, {
      connect: this.connect,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: idleConnectionMs,
      keepAliveMaxTimeout: idleConnectionMs,
    });
    this.all.add(client);
    this.underWay += 1;
    let isUnderWay = true;
    const arrived = (): void => {
      if (isUnderWay) this.underWay -= 1;
      isUnderWay = false;
    };
    const ended = (): void => {
      arrived();
      // A request was dispatched in the meantime, and undici connects again for it.
      if (client.stats.size > 0) return;
      this.all.delete(client);
      const place = this.idle.indexOf(client);
      if (place !== -1) this.idle.splice(place, 1);
      void client.destroy();
    };
    client.on("connect", arrived).on("disconnect", ended).on("connectionError", ended);
    return client;
  }

  /** Opens more connections, step by step, while requests wait. */
  private async openMore(): Promise<void> {
    const { clock, closing } = this;
    this.isPatient = true;
    while (this.waiting.size > 0 && !closing.signal.aborted) {
      await clock.sleepUntilMs(clock.nowMs() + slowOpeningMs, closing.signal).catch(() => undefined);
      this.limit += openAtOnce;
      for (const next of this.waiting) {
        if (this.underWay >= this.limit || closing.signal.aborted) break;
        this.waiting.delete(next);
        if (!next.isAbandoned) this.dispatch(this.opened(), next);
      }
    }
    this.isPatient = false;
  }
}

/** One request on its connection. A class, so that a request makes one object instead of a function per event. */
class DispatchedRequest implements Dispatcher.DispatchHandler, PendingAnswer {
  readonly end: Promise<WireEnd>;
  /** True from `abandon` on. */
  isAbandoned = false;
  private readonly order: Dispatcher.DispatchOptions;
  private readonly clock: Clock;
  private resolve: (end: WireEnd) => void = () => undefined;
  private over: () => void = () => undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private hasLeft = false;
  private sentAtMs: number;
  private status = 0;
  private header: HeaderOf | undefined;

  constructor(order: Dispatcher.DispatchOptions, clock: Clock) {
    this.order = order;
    this.clock = clock;
    this.sentAtMs = clock.nowMs();
    this.end = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  abandon(): void {
    this.isAbandoned = true;
    if (!this.hasLeft) this.fail(failures.connectionClosed);
    else this.controller?.abort(new Error("abandoned"));
  }

  /** @param over - called when the connection can take another request */
  leave(client: Client, over: () => void): void {
    this.hasLeft = true;
    this.over = over;
    client.dispatch(this.order, this);
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.controller = started;
    if (this.isAbandoned) this.abandon();
    else this.sentAtMs = this.clock.nowMs();
  }

  /** Every answer to a CONNECT, whatever its status. */
  onRequestUpgrade(
    _controller: Dispatcher.DispatchController,
    status: number,
    received: AnswerHeaders,
    socket: UpgradedSocket,
  ): void {
    const { sentAtMs } = this;
    const endedAtMs = this.clock.nowMs();
    socket.on("error", () => undefined).destroy();
    this.over();
    this.resolve({ kind: "answered", sentAtMs, endedAtMs, status, header: lastValue(received) });
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, received: AnswerHeaders): void {
    this.status = status;
    this.header = lastValue(received);
  }

  onResponseData(): void {
    // The answer ends with its last byte, whatever it is.
  }

  onResponseEnd(): void {
    const { sentAtMs, status, header = noHeaders } = this;
    const endedAtMs = this.clock.nowMs();
    this.over();
    this.resolve({ kind: "answered", sentAtMs, endedAtMs, status, header });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(codeOf(error, this.header === undefined ? failures.connectionClosed : failures.bodyTruncated));
    // The library has not put its connection in order yet.
    queueMicrotask(() => this.over());
  }

  private fail(error: string): void {
    const { sentAtMs, header } = this;
    const failed = { kind: "failed", sentAtMs, endedAtMs: this.clock.nowMs(), error } as const;
    this.resolve(header === undefined ? failed : { ...failed, header });
  }
}

type UpgradedSocket = Parameters<NonNullable<Dispatcher.DispatchHandler["onRequestUpgrade"]>>[3];
type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

const noHeaders: HeaderOf = () => undefined;

function lastValue(headers: AnswerHeaders): HeaderOf {
  return (name) => {
    const value = headers[name];
    return typeof value === "string" ? value : value?.at(-1);
  };
}

/** The library's codes for a connection that the server closed too early. */
const closedEarly: ReadonlySet<unknown> = new Set(["UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);

/**
 * The system's code such as `ECONNREFUSED` or `ECONNRESET`, else the library's.
 * @param early - the code for a connection that closed too early
 */
function codeOf(error: Error, early: string): string {
  const code = "code" in error ? error.code : undefined;
  if (closedEarly.has(code)) return early;
  return typeof code === "string" && code !== "" ? code : error.name;
}
