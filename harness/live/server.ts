import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { clearInterval, setInterval } from "node:timers";
import { setTimeout as sleep } from "node:timers/promises";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import type { LivePageTexts } from "../../report/html/live.ts";
import { livePage, liveScript, liveStyle } from "../../report/html/live.ts";
import { newToken } from "../world/world.ts";
import type { LiveFeed, LiveUpdate } from "./feed.ts";

export interface LiveSettings {
  readonly feed: LiveFeed;
  readonly texts: LivePageTexts;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Chooses what the server does by hand; without a mode it goes as planned again. @returns why it could not, if so */
  readonly onMode: (mode: string | undefined) => Promise<string | undefined>;
}

/** A page that shows a drill as it runs, on loopback. */
export interface LiveServer {
  /** With the secret that opens it, once for each browser. */
  readonly url: string;
  /** Sends an update to every open page at once. */
  readonly send: (update: LiveUpdate) => void;
  /** Sends what is left, and closes all connections. */
  readonly stop: () => Promise<void>;
}

/** Rows are gathered for so long. */
const gatherMs = 100;
/** Pages that may be open at once. */
const mostPages = 20;
const longestBody = 1000;
/** A browser that lost its connection comes back after this. */
const comeBackMs = 1000;

/** @throws FiredrillError LIVE_PORT_IN_USE */
export async function startLiveServer({ feed, texts, port, onMode }: LiveSettings): Promise<LiveServer> {
  const token = newToken();
  const pages = new Set<Page>();
  const policy = policyOf(liveScript, liveStyle);
  const document = livePage(texts);
  let ownPort = port;

  const changed = (): void => {
    const update = feed.changes();
    if (update !== undefined) for (const page of pages) page.send(update);
  };
  const ticking = setInterval(changed, gatherMs);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("cache-control", "no-store");
    response.setHeader("referrer-policy", "no-referrer");
    response.setHeader("x-content-type-options", "nosniff");
    const host = request.headers.host ?? "";
    if (!isOwnHost(host, ownPort)) return refuse(response, "Open the address that firedrill printed.");
    const url = new URL(request.url ?? "/", `http://${host}`);
    const origin = request.headers.origin;
    if (origin !== undefined && origin !== url.origin)
      return refuse(response, "Pages of other origins cannot use this one.");
    const cookie = `firedrill-live-${ownPort}`;
    const given = url.searchParams.get("token");
    if (request.method === "GET" && url.pathname === "/" && given !== null) {
      if (!isSame(given, token)) return refuse(response, "This address belongs to a drill that is over.");
      const attributes = "Path=/; HttpOnly; SameSite=Strict";
      response.writeHead(303, { location: "/", "set-cookie": `${cookie}=${token}; ${attributes}` }).end();
      return;
    }
    if (!isSame(cookieIn(request, cookie), token))
      return refuse(response, "This page needs the drill's secret: open the address that firedrill printed.");
    switch (`${request.method} ${url.pathname}`) {
      case "GET /":
        response
          .writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy })
          .end(document);
        return;
      case "GET /events":
        openPage(response);
        return;
      case "POST /mode":
        if (origin === undefined) return refuse(response, "Only the page itself can change the mode.");
        await changeMode(request, response);
        return;
      default:
        response.writeHead(404, { "content-type": "text/plain" }).end("There is only the page itself.\n");
    }
  }

  function openPage(response: ServerResponse): void {
    if (pages.size >= mostPages) {
      response.writeHead(503, { "content-type": "text/plain" }).end(`${mostPages} pages are already open.\n`);
      return;
    }
    const page = new Page(response, feed);
    pages.add(page);
    response.on("close", () => pages.delete(page));
  }

  async function changeMode(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = parseJson(await bodyOf(request));
    const mode = isJsonObject(sent) ? sent["mode"] : undefined;
    const isKnown = mode === null || (typeof mode === "string" && texts.modes.includes(mode));
    const reason = isKnown
      ? await onMode(mode ?? undefined)
      : `Send {"mode": ...} with one of ${texts.modes.join(", ")}, or null.`;
    if (reason !== undefined) {
      response.writeHead(400, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
      return;
    }
    const update = feed.force(typeof mode === "string" ? mode : undefined);
    for (const page of pages) page.send(update);
    response.writeHead(204).end();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(`${reasonOf(error)}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portInUse(port, error)));
    server.listen({ host: "127.0.0.1", port }, () => resolve());
  }).catch((error: unknown) => {
    clearInterval(ticking);
    throw error;
  });
  const address = server.address();
  ownPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${ownPort}/?token=${token}`,
    send: (update) => {
      changed();
      for (const page of pages) page.send(update);
    },
    stop: async () => {
      clearInterval(ticking);
      changed();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...pages].map((page) => page.end()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** An open page. One that reads too slowly gets a snapshot when it has caught up, not what it missed. */
class Page {
  private readonly response: ServerResponse;
  private readonly feed: LiveFeed;
  /** What was written last waits for the page. */
  private isFull = false;
  private hasMissed = false;

  constructor(response: ServerResponse, feed: LiveFeed) {
    this.response = response;
    this.feed = feed;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "x-accel-buffering": "no",
    });
    response.write(`retry: ${comeBackMs}\n\n`);
    response.on("drain", () => {
      this.isFull = false;
      if (this.hasMissed) this.sendAll();
    });
    this.sendAll();
  }

  private sendAll(): void {
    this.isFull = false;
    this.hasMissed = false;
    this.send({ kind: "snapshot", snapshot: this.feed.snapshot() });
  }

  send(update: LiveUpdate): void {
    if (this.isFull) this.hasMissed = true;
    else if (!this.response.destroyed)
      this.isFull = !this.response.write(`data: ${JSON.stringify(update)}\n\n`);
  }

  /** Resolves when the page has been sent everything, or after a moment. */
  async end(): Promise<void> {
    if (this.hasMissed) this.sendAll();
    const finished = new Promise<void>((resolve) => this.response.end(() => resolve()));
    await Promise.race([finished, sleep(comeBackMs, undefined, { ref: false })]);
  }
}

function refuse(response: ServerResponse, why: string): void {
  response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${why}\n`);
}

/** Names that lead here without a name server, which could be made to point here by others. */
function isOwnHost(host: string, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`].includes(host);
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookieIn({ headers }: IncomingMessage, name: string): string {
  const found = (headers.cookie ?? "").split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? "";
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const piece of request) {
    body += String(piece);
    if (body.length > longestBody) return "";
  }
  return body;
}

/** Nothing from anywhere but this server, and no script or style but the page's own two. */
function policyOf(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function portInUse(port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "LIVE_PORT_IN_USE",
    `The live page cannot listen on port ${port} of 127.0.0.1: ${cause.message}.`,
    "Choose another port with --live-port; without it the system chooses.",
    { cause },
  );
}
