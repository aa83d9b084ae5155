import { timingSafeEqual } from "node:crypto";
import { createServer, ServerResponse } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { Socket } from "node:net";
import type { ForeignHeader, OwnHost } from "../domain/wire/own-host.ts";
import { foreignHeader, isAllowedOrigin } from "../domain/wire/own-host.ts";
import { headers } from "../domain/wire/headers.ts";
import type { Sender } from "./answer.ts";
import type { Limits } from "./limits.ts";

/** Who may send requests to a server. */
export interface DoorSettings {
  /** The name or address that the server was told to listen on. */
  readonly host: string;
  /** Origins of web pages that may send requests, such as `https://dashboard.example`. Default: none. */
  readonly allowOrigins?: readonly string[];
  /** The secret of a drill and its own client. Without it all clients are alike. */
  readonly token?: string;
  /** What happens to clients without the token. Default: they are served, and learn nothing of the truth. */
  readonly strangers?: "served" | "refused";
  readonly limits: Limits;
}

/** What was found out about a connection, so that its next request, which is much like the last, passes quickly. */
interface Entrance {
  readonly own: OwnHost;
  /** A Host header that is the server's. */
  host?: string | undefined;
  /** The token, once the client has sent it. */
  token?: string;
}

/** Stands before all routes, so that it also sees what no route takes. */
export interface Door {
  /** Makes a server whose requests pass the door before they reach the listener. */
  readonly serverFor: (listener: RequestListener) => Server;
  readonly senderOf: (request: IncomingMessage) => Sender;
}

export function createDoor({
  host,
  allowOrigins = [],
  token,
  strangers: treated = "served",
  limits,
}: DoorSettings): Door {
  const secret = token === undefined ? undefined : Buffer.from(token);
  const strangers = new WeakSet<IncomingMessage>();
  const entrances = new WeakMap<IncomingMessage["socket"], Entrance>();
  const { headersMs, requestMs, checkMs } = limits;

  const entranceOf = ({ socket }: IncomingMessage): Entrance => {
    const known = entrances.get(socket);
    if (known !== undefined) return known;
    const entrance: Entrance = { own: { ...placeOf(socket, host), origins: allowOrigins } };
    entrances.set(socket, entrance);
    return entrance;
  };

  /** Whether the request may enter. If not, it has been answered. */
  const admits = (request: IncomingMessage, response: ServerResponse): boolean => {
    const entrance = entranceOf(request);
    if (!isOfProgram(request, entrance)) {
      const { own } = entrance;
      const foreign =
        isScrape(request) || isTunnel(request) ? undefined : foreignHeader(request.headers, own);
      if (foreign !== undefined) {
        refuse(response, 403, foreignText(foreign));
        return false;
      }
      if (isAllowedOrigin(request.headers.origin, own)) {
        if (allowPage(request, response)) return false;
      } else if (!isScrape(request) && !isTunnel(request)) entrance.host = request.headers.host;
    }
    if (secret === undefined || hasToken(request, secret, entrance)) return true;
    strangers.add(request);
    removeTags(request);
    if (treated === "served") return true;
    refuse(response, 403, `This server takes part in a drill and answers only requests with its token.`);
    return false;
  };

  return {
    serverFor: (listener) => {
      const settings = {
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        connectionsCheckingInterval: checkMs,
        keepAliveTimeout,
      };
      const server = createServer(settings, (request, response) => {
        if (admits(request, response)) listener(request, response);
      });
      return server.on("connect", (request, socket) => {
        if (socket instanceof Socket) server.emit("request", request, responseTo(request, socket));
      });
    },
    senderOf: (request) => {
      if (secret === undefined) return "anyone";
      return strangers.has(request) ? "stranger" : "client";
    },
  };
}

/** A CONNECT is answered like any other request, as this server is no proxy; then its connection closes. */
function responseTo(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once("finish", () => {
    response.detachSocket(socket);
    socket.end();
  });
  socket.on("error", () => socket.destroy());
  return response;
}

/** Longer than any pause of a client between requests that is not the end of its work. */
const keepAliveTimeout = 72_000;

/** The bound host, and the address and port at which the request arrived. */
function placeOf(socket: IncomingMessage["socket"], host: string): Pick<OwnHost, "hosts" | "port"> {
  const address = (socket.localAddress ?? "").replace(/^::ffff:/, "");
  return { hosts: [bracketed(host.toLowerCase()), bracketed(address)], port: socket.localPort ?? 0 };
}

/** As in a URL: `[::1]`, `127.0.0.1`. */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** True for what only programs send, to a Host that is known to be the server's. */
function isOfProgram({ headers: sent }: IncomingMessage, { host }: Entrance): boolean {
  return (
    host !== undefined &&
    sent.host === host &&
    sent.origin === undefined &&
    sent["sec-fetch-site"] === undefined
  );
}

/** Metrics hold no truth and change nothing, and scrapers know servers by many names. */
function isScrape({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && (url === "/metrics" || url.startsWith("/metrics?"));
}

/** No web page can send a CONNECT, and its Host is that of the server behind the proxy. */
function isTunnel({ method }: IncomingMessage): boolean {
  return method === "CONNECT";
}

/** Lets an allowed page read the answer. True if the request only asked whether it may be sent; it has been answered. */
function allowPage({ method, headers: sent }: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("access-control-allow-origin", sent.origin ?? "");
  response.setHeader("access-control-expose-headers", Object.values(headers).join(", "));
  response.setHeader("vary", "origin");
  if (method !== "OPTIONS" || sent["access-control-request-method"] === undefined) return false;
  response.setHeader("access-control-allow-methods", "GET, POST, PUT, DELETE");
  response.setHeader("access-control-allow-headers", sent["access-control-request-headers"] ?? "");
  response.writeHead(204).end();
  return true;
}

function hasToken({ headers: sent }: IncomingMessage, secret: Buffer, entrance: Entrance): boolean {
  const given = sent[headers.token];
  if (typeof given !== "string") return false;
  // Whoever knows the token learns nothing from how long this takes.
  if (given === entrance.token) return true;
  const bytes = Buffer.from(given);
  if (bytes.length !== secret.length || !timingSafeEqual(bytes, secret)) return false;
  entrance.token = given;
  return true;
}

/** Removes what only the drill's own client may say about its requests. */
function removeTags({ headers: sent }: IncomingMessage): void {
  for (const tag of [headers.request, headers.incident, headers.mode]) delete sent[tag];
}

const longestQuote = 100;

function foreignText({ name, value }: ForeignHeader): string {
  const quoted = JSON.stringify(value.slice(0, longestQuote));
  switch (name) {
    case "origin":
      return `Refused: a web page of another site sent this request (Origin ${quoted}). ${allowing(value)}`;
    case "sec-fetch-site":
      return `Refused: a browser sent this request for another site (Sec-Fetch-Site ${quoted}).`;
    case "host":
      return `Refused: this server is not known as ${quoted} (Host). ${allowing(`http://${value}`)}`;
  }
}

function allowing(origin: string): string {
  return /^https?:\/\/[\w.:[\]-]{1,100}$/.test(origin)
    ? `To allow it, start the server with --allow-origin ${origin}.`
    : "It cannot be allowed.";
}

/** Answers in JSON and closes the connection, whose request may not have been read. */
export function refuse(response: ServerResponse, status: number, error: string): void {
  const body = JSON.stringify({ error });
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.end(body);
}
