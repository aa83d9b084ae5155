// Not from node:tls, which reads all root certificates when it is imported.
import { Agent } from "node:https";
import { Socket, connect, isIP } from "node:net";
import type { LookupFunction } from "node:net";
import type { Clock } from "../domain/time/clock.ts";
import { failures } from "../domain/wire/outcome.ts";
import type { HeaderOf } from "./answer-reader.ts";
import { AnswerReader } from "./answer-reader.ts";

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

/**
 * Keep-alive connections to one server, as many as there are requests in flight. The caller enforces deadlines. Redirects are
 * answers like any other.
 *
 * Few connections are opened at once: a request takes the next one that is free, whether it was opened or came back. While
 * this machine or the server is held up, no connection is free for a moment, and a connection for each request would cost
 * both more than the requests do.
 * @param origin - as returned by `checkedTarget`
 * @param always - headers of every request
 * @param lookup - finds the addresses of a host. Default: the system
 */
export function socketTransport(
  origin: string,
  clock: Clock,
  always: WireRequest["headers"] = {},
  lookup?: LookupFunction,
): Transport {
  const pool = new Pool(new URL(origin), clock, lookup);
  const usual = linesOf(always);
  return {
    send: (request) => {
      const sent = new SentRequest(request, usual, pool);
      pool.send(sent);
      return sent;
    },
    close: () => pool.close(),
  };
}

/** How many connections may be under way before requests wait for a free one. */
const openAtOnce = 4;
/** After each time of this length as many more may be under way: the server is far away, or slow to accept. */
const slowOpeningMs = 10;

/** The connections to a server, and the requests that wait for one in order. */
class Pool {
  readonly clock: Clock;
  /** Host and port, as in the Host header. */
  readonly authority: string;
  private readonly url: URL;
  private readonly lookup: LookupFunction | undefined;
  private readonly connections = new Set<Connection>();
  /** The last used is the next: it is the least likely to have been closed. */
  private readonly idle: Connection[] = [];
  private readonly waiting = new Set<SentRequest>();
  private readonly closing = new AbortController();
  private opening = 0;
  private openLimit = openAtOnce;
  private isPatient = false;

  constructor(url: URL, clock: Clock, lookup: LookupFunction | undefined) {
    this.url = url;
    this.authority = url.host;
    this.clock = clock;
    this.lookup = lookup;
  }

  send(request: SentRequest): void {
    if (this.closing.signal.aborted) return request.fail(failures.connectionClosed);
    if (!request.isSendable()) return request.fail("INVALID_REQUEST");
    const connection = this.idle.pop();
    if (connection !== undefined) {
      this.openLimit = openAtOnce;
      return connection.send(request);
    }
    this.waiting.add(request);
    this.openMore();
  }

  /** Lets a request go that waits for a connection. */
  forget(request: SentRequest): void {
    this.waiting.delete(request);
  }

  /** Called when a connection can take a request. */
  free(connection: Connection): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.idle.push(connection);
      return;
    }
    this.waiting.delete(next);
    connection.send(next);
  }

  /** Called once for each connection, when it is there. */
  opened(connection: Connection): void {
    this.opening -= 1;
    this.free(connection);
  }

  /** Called once for each connection, when it is no more. @param error - set if it was never there */
  closed(connection: Connection, error: string | undefined): void {
    this.retire(connection);
    this.connections.delete(connection);
    if (error === undefined) return;
    this.opening -= 1;
    const [first] = this.waiting;
    if (first === undefined) return;
    this.waiting.delete(first);
    first.fail(error);
    this.openMore();
  }

  /** Called when a connection must not take another request. */
  retire(connection: Connection): void {
    const place = this.idle.indexOf(connection);
    if (place !== -1) this.idle.splice(place, 1);
  }

  async close(): Promise<void> {
    this.closing.abort();
    for (const request of this.waiting) request.fail(failures.connectionClosed);
    this.waiting.clear();
    await Promise.all([...this.connections].map((connection) => connection.close()));
  }

  private openMore(): void {
    while (this.opening < Math.min(this.openLimit, this.waiting.size)) {
      this.opening += 1;
      this.connections.add(new Connection(this.url, this.lookup, this));
    }
    if (this.waiting.size > this.opening && !this.isPatient) void this.bePatient();
  }

  private async bePatient(): Promise<void> {
    const { clock, closing } = this;
    this.isPatient = true;
    while (this.waiting.size > this.opening && !closing.signal.aborted) {
      await clock.sleepUntilMs(clock.nowMs() + slowOpeningMs, closing.signal).catch(() => undefined);
      this.openLimit += openAtOnce;
      this.openMore();
    }
    this.isPatient = false;
  }
}

/** Servers close a connection at the end of its time, when a request can already be under way. */
const spareIdleS = 2;
const longestIdleS = 600;
const longestOpeningMs = 10_000;
/** All connections read into the same memory, as an answer is read before the next read. */
const received = Buffer.alloc(65_536);

/** One connection, with at most one request. */
class Connection {
  private readonly socket: Socket;
  private readonly pool: Pool;
  private readonly reader = new AnswerReader();
  private readonly gone: Promise<void>;
  private current: SentRequest | undefined;
  private isOpen = false;
  private error: string | undefined;
  private idleS = longestIdleS;

  constructor(url: URL, lookup: LookupFunction | undefined, pool: Pool) {
    this.pool = pool;
    const isSecure = url.protocol === "https:";
    this.socket = isSecure
      ? secureSocket(url, lookup)
      : plainSocket(url, lookup, (bytes) => this.read(bytes));
    this.socket.setTimeout(longestOpeningMs);
    if (isSecure) this.socket.on("data", (bytes: Buffer) => this.read(bytes));
    this.socket.once(isSecure ? "secureConnect" : "connect", () => this.opened());
    this.socket.on("timeout", () => this.timedOut());
    this.socket.on("end", () => this.ended());
    this.socket.on("error", (error) => {
      this.error = codeOf(error);
    });
    this.gone = new Promise((resolve) => {
      this.socket.once("close", () => {
        this.closed();
        resolve();
      });
    });
  }

  send(request: SentRequest): void {
    this.current = request;
    this.reader.begin(request.method);
    request.leave(this, this.socket);
  }

  close(): Promise<void> {
    this.socket.destroy();
    return this.gone;
  }

  private opened(): void {
    this.isOpen = true;
    this.socket.setTimeout(longestIdleS * 1000);
    this.pool.opened(this);
  }

  private timedOut(): void {
    if (!this.isOpen) this.error = "ETIMEDOUT";
    if (this.current === undefined) this.drop();
  }

  /** Called with what the server sent. */
  private read(bytes: Buffer): void {
    const { current, reader } = this;
    // What belongs to no request.
    if (current === undefined) return this.drop();
    switch (reader.read(bytes)) {
      case "more":
        return;
      case "over":
        return this.answered(current);
      case "broken":
        this.error = "HTTPParserError";
        this.drop();
    }
  }

  private answered(request: SentRequest): void {
    const { reader } = this;
    this.current = undefined;
    request.succeed(reader);
    if (!reader.keepsOpen || request.method === "CONNECT" || this.isSoonClosed()) this.drop();
    else this.pool.free(this);
  }

  /** Follows what the server says about idle connections. */
  private isSoonClosed(): boolean {
    const idleS = Math.min((this.reader.idleS ?? Infinity) - spareIdleS, longestIdleS);
    if (idleS !== this.idleS && idleS > 0) this.socket.setTimeout(idleS * 1000);
    this.idleS = idleS;
    return idleS <= 0;
  }

  /** Called when the server sends no more. */
  private ended(): void {
    const { current, reader } = this;
    if (current !== undefined && reader.finish()) {
      this.current = undefined;
      current.succeed(reader);
    }
    this.drop();
  }

  private drop(): void {
    this.pool.retire(this);
    this.socket.destroy();
  }

  private closed(): void {
    const { current, error = failures.connectionClosed } = this;
    this.current = undefined;
    this.pool.closed(this, this.isOpen ? undefined : error);
    if (current === undefined) return;
    const { header } = this.reader;
    if (header === undefined) current.fail(error);
    else current.fail(this.error ?? failures.bodyTruncated, header);
  }
}

function plainSocket(
  { hostname, port }: URL,
  lookup: LookupFunction | undefined,
  read: (bytes: Buffer) => void,
): Socket {
  return connect({
    ...placeOf(hostname, Number(port === "" ? "80" : port), lookup),
    onread: {
      buffer: received,
      callback: (length) => {
        read(received.subarray(0, length));
        return true;
      },
    },
  });
}

const secure = new Agent({ ALPNProtocols: ["http/1.1"] });

function secureSocket({ hostname, port }: URL, lookup: LookupFunction | undefined): Socket {
  const place = placeOf(hostname, Number(port === "" ? "443" : port), lookup);
  const named = isIP(place.host) === 0 ? { servername: place.host } : {};
  const socket = secure.createConnection({ ...secure.options, ...place, ...named });
  if (!(socket instanceof Socket)) throw new RangeError("A connection of node:https is a socket.");
  return socket;
}

function placeOf(hostname: string, port: number, lookup: LookupFunction | undefined) {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  const usual = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
  return lookup === undefined ? usual : { ...usual, lookup };
}

const unsendable = /[^\t\x20-\x7e\x80-\xff]/;
const payloadMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);
/** Methods after which the connection closes, as servers answer them in ways of their own. */
const lastMethods: ReadonlySet<string> = new Set(["HEAD", "CONNECT"]);

/** One request on its way. A class, so that a request makes one object instead of a function per event. */
class SentRequest implements PendingAnswer {
  readonly end: Promise<WireEnd>;
  readonly method: string;
  private readonly request: WireRequest;
  private readonly usual: string;
  private readonly pool: Pool;
  private resolve: (end: WireEnd) => void = () => undefined;
  private connection: Connection | undefined;
  private sentAtMs: number;
  private isOver = false;

  constructor(request: WireRequest, usual: string, pool: Pool) {
    this.request = request;
    this.method = request.method ?? (request.body === undefined ? "GET" : "POST");
    this.usual = usual;
    this.pool = pool;
    this.sentAtMs = pool.clock.nowMs();
    this.end = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  abandon(): void {
    if (this.isOver) return;
    this.pool.forget(this);
    void this.connection?.close();
    this.fail(failures.connectionClosed);
  }

  /** Whether the request is one request: no line ends and no characters that headers cannot have. */
  isSendable(): boolean {
    const { path, headers } = this.request;
    return !unsendable.test(path) && !Object.values(headers).some((value) => unsendable.test(value));
  }

  /** Goes out on its connection. */
  leave(connection: Connection, socket: Socket): void {
    const { method, request, usual, pool } = this;
    const { path, headers, body } = request;
    this.connection = connection;
    this.sentAtMs = pool.clock.nowMs();
    const kept = lastMethods.has(method) ? "close" : "keep-alive";
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${pool.authority}\r\nconnection: ${kept}\r\n${linesOf(headers)}${usual}`;
    if (body !== undefined) {
      const bytes = Buffer.from(body);
      socket.cork();
      socket.write(`${head}content-length: ${bytes.length}\r\n\r\n`, "latin1");
      socket.write(bytes);
      socket.uncork();
    } else socket.write(`${head}${payloadMethods.has(method) ? "content-length: 0\r\n" : ""}\r\n`, "latin1");
  }

  succeed({ status, header = noHeaders }: AnswerReader): void {
    const { sentAtMs, pool } = this;
    this.isOver = true;
    this.resolve({ kind: "answered", sentAtMs, endedAtMs: pool.clock.nowMs(), status, header });
  }

  /** @param header - from the head of the answer, if it arrived */
  fail(error: string, header?: HeaderOf): void {
    if (this.isOver) return;
    this.isOver = true;
    const { sentAtMs, pool } = this;
    const failed = { kind: "failed", sentAtMs, endedAtMs: pool.clock.nowMs(), error } as const;
    this.resolve(header === undefined ? failed : { ...failed, header });
  }
}

const noHeaders: HeaderOf = () => undefined;

/** @returns with its line end each */
function linesOf(headers: WireRequest["headers"]): string {
  let lines = "";
  for (const name in headers) lines += `${name}: ${headers[name]}\r\n`;
  return lines;
}

/** The system's code such as `ECONNREFUSED` or `ECONNRESET`. */
function codeOf(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" && code !== "" ? code : error.name;
}
