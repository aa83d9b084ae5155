// Not from "undici" itself: its fetch, websockets and caches take tens of milliseconds and 8 MiB to load.
import Pool from "undici/lib/dispatcher/pool.js";
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

/**
 * Keep-alive connections to one server, as many as there are requests in flight. The caller enforces deadlines,
 * because the library's are off by hundreds of milliseconds. Redirects are answers like any other.
 * @param origin - as returned by `checkedTarget`
 * @param always - headers of every request
 */
export function undiciTransport(
  origin: string,
  clock: Clock,
  always: WireRequest["headers"] = {},
  connect: Connect = {},
): Transport {
  const pool = new Pool(origin, {
    connect,
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleConnectionMs,
    keepAliveMaxTimeout: idleConnectionMs,
  });
  return {
    send: ({ path, headers, method, body }) => {
      const sent = new DispatchedRequest(clock);
      const verb = method ?? (body === undefined ? "GET" : "POST");
      pool.dispatch({ path, method: verb, headers: { ...headers, ...always }, body: body ?? null }, sent);
      return sent;
    },
    close: () => pool.destroy(),
  };
}

/** One request on its connection. A class, so that a request makes one object instead of a function per event. */
class DispatchedRequest implements Dispatcher.DispatchHandler, PendingAnswer {
  readonly end: Promise<WireEnd>;
  private readonly clock: Clock;
  private resolve: (end: WireEnd) => void = () => undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private isAbandoned = false;
  private sentAtMs: number;
  private status = 0;
  private header: HeaderOf | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
    this.sentAtMs = clock.nowMs();
    this.end = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  abandon(): void {
    this.isAbandoned = true;
    this.controller?.abort(new Error("abandoned"));
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
    this.resolve({ kind: "answered", sentAtMs, endedAtMs: this.clock.nowMs(), status, header });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { sentAtMs, header } = this;
    const failed = { kind: "failed", sentAtMs, endedAtMs: this.clock.nowMs() } as const;
    if (header === undefined) this.resolve({ ...failed, error: codeOf(error, failures.connectionClosed) });
    else this.resolve({ ...failed, error: codeOf(error, failures.bodyTruncated), header });
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
