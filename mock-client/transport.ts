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
    send: (request) => dispatch(pool, clock, { ...request, headers: { ...request.headers, ...always } }),
    close: () => pool.destroy(),
  };
}

function dispatch(pool: Pool, clock: Clock, { path, headers, method, body }: WireRequest): PendingAnswer {
  let controller: Dispatcher.DispatchController | undefined;
  let abandoned = false;
  const abandon = (): void => {
    abandoned = true;
    controller?.abort(new Error("abandoned"));
  };
  const end = new Promise<WireEnd>((resolve) => {
    let sentAtMs = clock.nowMs();
    let status = 0;
    let header: HeaderOf | undefined;
    pool.dispatch(
      { path, method: method ?? (body === undefined ? "GET" : "POST"), headers, body: body ?? null },
      {
        onRequestStart: (started) => {
          controller = started;
          if (abandoned) abandon();
          else sentAtMs = clock.nowMs();
        },
        // Every answer to a CONNECT, whatever its status.
        onRequestUpgrade: (_controller, statusCode, received, socket) => {
          const endedAtMs = clock.nowMs();
          socket.on("error", () => undefined).destroy();
          resolve({ kind: "answered", sentAtMs, endedAtMs, status: statusCode, header: lastValue(received) });
        },
        onResponseStart: (_controller, statusCode, received) => {
          status = statusCode;
          header = lastValue(received);
        },
        onResponseData: () => undefined,
        onResponseEnd: () => {
          const endedAtMs = clock.nowMs();
          resolve({ kind: "answered", sentAtMs, endedAtMs, status, header: header ?? noHeaders });
        },
        onResponseError: (_controller, error) => {
          const failed = { kind: "failed", sentAtMs, endedAtMs: clock.nowMs() } as const;
          if (header === undefined) resolve({ ...failed, error: codeOf(error, failures.connectionClosed) });
          else resolve({ ...failed, error: codeOf(error, failures.bodyTruncated), header });
        },
      },
    );
  });
  return { end, abandon };
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

const noHeaders: HeaderOf = () => undefined;

function lastValue(headers: AnswerHeaders): HeaderOf {
  return (name) => [headers[name]].flat().at(-1);
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
