import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RemoteAlert, RemoteContext } from "../../domain/remote-detector.ts";
import type { ForeignHeader } from "../../domain/wire/own-host.ts";
import { foreignHeader } from "../../domain/wire/own-host.ts";
import { webhookBroken } from "./webhook-errors.ts";
import { acceptedBodies, readBody } from "./payload/payload.ts";
import type { ReadingContext } from "./payload/shape.ts";
import { reasonOf } from "../../domain/error.ts";
import { plural } from "../../domain/text/printable.ts";

const limitBytes = 1_048_576;
const mistakesShown = 10;
const longestSendingMs = 60_000;
/** Content types that may contain JSON: Amazon SNS sends text/plain, and chats accept a form with JSON in it. */
const acceptedTypes =
  /^(?:application\/(?:[\w.-]+\+)?json|text\/plain|application\/x-www-form-urlencoded)(?:;|$)/i;

/** A body and when its last byte arrived, on the drill's clock. */
interface ArrivedBody {
  readonly text: string;
  readonly arrivedMs: number;
}

interface WebhookRoute {
  readonly Body: ArrivedBody | undefined;
}

/** A post that could not be read. */
export interface RefusedPost {
  /** Position among all posts, from 1. */
  readonly number: number;
  readonly status: number;
  readonly reason: string;
}

interface WebhookContext extends Pick<RemoteContext, "clock" | "onAlert" | "onError"> {
  readonly contextNow: () => ReadingContext;
  readonly onRefused: (post: RefusedPost) => void;
}

export interface WebhookApp {
  readonly app: FastifyInstance;
  /** Resolves when the whole body of every post has arrived. */
  readonly settled: () => Promise<void>;
  /** Reports the posts whose bodies are still arriving as refused. */
  readonly refuseUnfinished: () => void;
  /** What arrived, as far as it raised no alert and was no error, in sentences. */
  readonly notes: () => readonly string[];
}

/**
 * The routes, not yet listening. A POST to any path is an alert, because senders add their own paths. A bad or unfinished
 * post is answered with an error and reported to `onRefused`, and so is what is no HTTP. Requests that a browser sends for
 * another site, or that are no posts, are refused and only noted: a web page must not be able to spoil a drill.
 */
export function createWebhookApp(context: WebhookContext): WebhookApp {
  const { clock, onAlert, onError, contextNow, onRefused } = context;
  let posts = 0;
  let alertsRaised = 0;
  const foreigners = tally();
  const others = tally();
  const numbers = new WeakMap<FastifyRequest, number>();
  /** Requests and connections that were reported as refused. */
  const reported = new WeakSet<object>();
  const arriving = new Set<FastifyRequest>();
  let settle: (() => void) | undefined;
  const arrived = (request: FastifyRequest): boolean => {
    const wasArriving = arriving.delete(request);
    if (arriving.size === 0) settle?.();
    return wasArriving;
  };
  const refusedPost = (request: FastifyRequest, status: number, reason: string): void => {
    if (reported.has(request)) return;
    reported.add(request);
    onRefused({ number: numbers.get(request) ?? posts, status, reason });
  };
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: limitBytes,
    requestTimeout: longestSendingMs,
    frameworkErrors: (error, request, reply) => {
      const foreign = foreignIn(request);
      if (foreign !== undefined) return void send(reply, 403, foreignText(foreign));
      return void refuse(error, request, reply, (status, reason) =>
        onRefused({ number: posts + 1, status, reason }),
      );
    },
    clientErrorHandler: (error, socket) => {
      // A post that ends early is reported by its request.
      if (isBroken(error.code) && !reported.has(socket)) {
        reported.add(socket);
        onRefused({ number: posts + 1, status: 400, reason: `This is no HTTP request (${error.code}).` });
      }
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    const foreign = foreignIn(request);
    if (foreign !== undefined) {
      foreigners.add(`with the header ${headerText(foreign)}`);
      return send(reply, 403, foreignText(foreign));
    }
    if (request.method === "POST") {
      posts += 1;
      numbers.set(request, posts);
      arriving.add(request);
    } else others.add(`${request.method} ${request.url}`);
    return undefined;
  });
  app.addHook("onRequestAbort", async (request) => {
    if (arrived(request)) refusedPost(request, 400, unfinished);
  });
  app.addHook("onResponse", async (request) => void arrived(request));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    acceptedTypes,
    { parseAs: "string" },
    async (request: FastifyRequest, text: string): Promise<ArrivedBody> => {
      arrived(request);
      return { arrivedMs: clock.nowMs(), text };
    },
  );
  app.setErrorHandler((error, request, reply) =>
    refuse(error, request, reply, (status, reason) => refusedPost(request, status, reason)),
  );
  app.setNotFoundHandler((request, reply) =>
    send(reply, 404, `Unknown route ${request.method} ${request.url}. POST alerts to /alerts.`),
  );

  const passOn = (alerts: readonly RemoteAlert[], arrivedMs: number): void => {
    alertsRaised += alerts.length;
    try {
      for (const alert of alerts) onAlert({ ...alert, stations: [{ name: "posted", atMs: arrivedMs }] });
    } catch (error) {
      onError(webhookBroken(error));
    }
  };
  app.post<WebhookRoute>("*", (request, reply) =>
    answer(request.body, contextNow(), passOn, reply, (status, reason) =>
      refusedPost(request, status, reason),
    ),
  );
  return {
    app,
    settled: () => (arriving.size === 0 ? Promise.resolve() : new Promise((resolve) => (settle = resolve))),
    refuseUnfinished: () => {
      for (const request of arriving) refusedPost(request, 408, unfinished);
      arriving.clear();
    },
    notes: () => {
      const without = posts === 0 ? "no posts" : `${plural(posts, "post")} and no alert`;
      return [
        ...(alertsRaised === 0 ? [`The webhook received ${without}.`] : []),
        ...foreigners.note("of other sites"),
        ...others.note("other than POST"),
      ];
    },
  };
}

const unfinished = "The connection ended before the whole body had arrived.";

function isBroken(code: string): boolean {
  return code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE";
}

/** Counts refused requests and keeps the first. */
interface Tally {
  readonly add: (example: string) => void;
  readonly note: (which: string) => readonly string[];
}

function tally(): Tally {
  let count = 0;
  let first = "";
  return {
    add: (example) => {
      if (count === 0) first = example;
      count += 1;
    },
    note: (which) =>
      count === 0 ? [] : [`The webhook refused ${plural(count, "request")} ${which}; the first: ${first}.`],
  };
}

function headerText({ name, value }: ForeignHeader): string {
  return `${name} ${JSON.stringify(value.slice(0, 100))}`;
}

function foreignIn({ headers, socket }: FastifyRequest): ForeignHeader | undefined {
  return foreignHeader(headers, { hosts: [], port: socket.localPort ?? 0 });
}

function foreignText(header: ForeignHeader): string {
  return `This webhook accepts only programs on this machine that call it by its URL; the header ${headerText(header)} is of another site.`;
}

function answer(
  body: ArrivedBody | undefined,
  context: ReadingContext,
  passOn: (alerts: readonly RemoteAlert[], arrivedMs: number) => void,
  reply: FastifyReply,
  onRefused: OnRefused,
): FastifyReply {
  const refused = (status: number, reason: string): FastifyReply => {
    onRefused(status, reason);
    return send(reply, status, reason);
  };
  if (body === undefined) return refused(400, "The body is empty.");
  const reading = readBody(body.text, context);
  switch (reading.kind) {
    case "alerts":
      passOn(reading.alerts, body.arrivedMs);
      return reply.code(202).send({ accepted: reading.alerts.length });
    case "mistakes":
      return refused(422, mistakesText(reading.mistakes));
    case "unknown":
      return refused(422, "The JSON matches none of the accepted bodies.");
    case "not-json":
      return refused(400, `The body is not JSON: ${reading.reason}`);
  }
}

function mistakesText(mistakes: readonly string[]): string {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return `No alert was accepted: ${[...mistakes.slice(0, mistakesShown), ...more].join("; ")}.`;
}

type OnRefused = (status: number, reason: string) => void;

function refuse(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  onRefused: OnRefused,
): FastifyReply {
  const status = statusOf(error);
  const reason = refusalText(status, error, request);
  if (request.method === "POST") onRefused(status, reason);
  return send(reply, status, reason);
}

function refusalText(status: number, error: unknown, request: FastifyRequest): string {
  if (status === 413) return `The body is larger than 1 MiB (${limitBytes} bytes).`;
  return status === 415 ? wrongTypeText(request.headers["content-type"]) : reasonOf(error);
}

function wrongTypeText(type: string | undefined): string {
  const problem = type === undefined ? "Missing content type" : `Unsupported content type ${type}`;
  return `${problem}: send JSON with "content-type: application/json".`;
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error && "statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}

/** Every error answer lists the accepted bodies. */
function send(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error, accepts: acceptedBodies });
}
