// Not from "undici" itself, which takes tens of milliseconds and 8 MiB to load: fetch, websockets, caches.
import Pool from "undici/lib/dispatcher/pool.js";
import type { Dispatcher } from "undici";
import type { Clock } from "../domain/time/clock.ts";
import { failures } from "../domain/wire/outcome.ts";

/** A request that came to an end on the wire, one way or the other. Instants are the drill's. */
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
      /** Of the head, where it came before the failure. */
      readonly header?: HeaderOf;
    };

/** The last value of each header, by lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/** A request under way. */
export interface PendingAnswer {
  /** Never rejects. */
  readonly end: Promise<WireEnd>;
  /** Closes the connection; `end` then tells of a failure. Nothing happens when it has ended. */
  abandon(): void;
}

/** What is sent. */
export interface WireRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a POST; absent: a GET. */
  readonly body?: string;
}

/** How requests reach the server. */
export interface Transport {
  send(request: WireRequest): PendingAnswer;
  /** Cuts what is still open. */
  close(): Promise<void>;
}

const idleConnectionMs = 600_000;

/**
 * Keep-alive connections to one server, as many as there are requests in flight. Deadlines are the caller's: those of
 * the library are coarse by hundreds of milliseconds.
 * @param origin - as `checkedTarget` returns it
 */
export function undiciTransport(origin: string, clock: Clock): Transport {
  const pool = new Pool(origin, {
    connections: null,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: idleConnectionMs,
    keepAliveMaxTimeout: idleConnectionMs,
  });
  return {
    send: (request) => fly(pool, clock, request),
    close: () => pool.destroy(),
  };
}

function fly(pool: Pool, clock: Clock, { path, headers, body }: WireRequest): PendingAnswer {
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
      body === undefined ? { path, method: "GET", headers } : { path, method: "POST", headers, body },
      {
        onRequestStart: (started) => {
          controller = started;
          if (abandoned) abandon();
          else sentAtMs = clock.nowMs();
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

/** What the library calls a connection that the server closed too early. */
const closedEarly: ReadonlySet<unknown> = new Set(["UND_ERR_SOCKET", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);

/**
 * `ECONNREFUSED`, `ECONNRESET`, ... of the system; the library's own codes where the system has none.
 * @param early - the code for a connection that was closed too early
 */
function codeOf(error: Error, early: string): string {
  const code = "code" in error ? error.code : undefined;
  if (closedEarly.has(code)) return early;
  return typeof code === "string" && code !== "" ? code : error.name;
}
