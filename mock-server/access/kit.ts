import type { FastifyReply, FastifyRequest } from "fastify";
import { urlParts } from "../../domain/access/request.ts";
import type { AccessObservation } from "../../domain/access/observation.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { siteSeed } from "../../domain/access/scenario.ts";
import type { MalformedStatus, SiteAnswer } from "../../domain/access/site.ts";
import { answerOf, longestUrl, malformedStatuses, refusal, siteOf } from "../../domain/access/site.ts";
import { randomStream } from "../../domain/chance/random.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Route } from "../route.ts";
import type { RequestOrder, ServiceEnd } from "../served-request.ts";
import type { ServerContext, ServerKit, Site } from "../source.ts";
import { addressOf, truthOf } from "../traffic/visitor.ts";

/** The task of a web site. */
export interface AccessTask {
  readonly source: "access";
  /** The site's seed. */
  readonly site: number;
}

/** A small web site that writes its access log. */
export const accessServer: ServerKit<AccessScenario, AccessObservation, AccessTask> = {
  taskOf: (scenario) => ({ source: "access", site: siteSeed(scenario) }),
  replayOf: () => undefined,
  // Answer times are the site's own, so that none queue.
  limitedTo: (task) => task,
  statuses: () => [302, 303, 304, 400, 401, 404, 405, 408, 414],
  rehearsal: {
    task: { source: "access", site: 1 },
    request: { method: "GET", path: "/", body: "" },
  },
  open: openSite,
};

type Line = Omit<AccessObservation, "index" | "atMs" | "responseMs" | "status" | "bytes">;

/** A request with the answer that it gets, and its line in the log. */
interface AccessOrder extends RequestOrder {
  readonly answer: SiteAnswer;
  readonly line: Line;
  /** What the client gets, where it is not what is logged. */
  readonly sent?: Pick<SiteAnswer, "status" | "bytes">;
}

/** What nginx logs when the client has left. */
const clientLeft = 499;

function openSite({ site: seed }: AccessTask, context: ServerContext<AccessObservation>): Site {
  const { clock, onRow } = context;
  const site = siteOf(seed);
  const chance = randomStream(context.seed, "answer");
  let written = 0;

  const write = (line: Line, answer: SiteAnswer, truth: ReturnType<typeof truthOf>): void => {
    onRow({ observation: { ...line, ...answer, index: written, atMs: clock.nowMs() }, truth });
    written += 1;
  };

  const counter = context.openCounter(undefined, {
    apply: ({ mode, incident, answer, sent = answer }: AccessOrder) => ({
      mode,
      incident,
      waitMs: answer.responseMs,
      treatment: {
        kind: "answer",
        waitMs: answer.responseMs,
        status: sent.status,
        bodyBytes: sent.bytes,
      },
    }),
    ended: ({ line, answer, mode, incident }, end: ServiceEnd, arrivedMs) => {
      const { status, bytes } = end === "abandoned" ? { status: clientLeft, bytes: 0 } : answer;
      const responseMs = roundToMicros(clock.nowMs() - arrivedMs);
      write(line, { status, bytes, responseMs }, incident === undefined ? { mode } : { mode, incident });
    },
  });

  const serve = (
    request: FastifyRequest,
    reply: FastifyReply,
    decide: (random: ReturnType<typeof chance>, mode: string) => Omit<AccessOrder, keyof RequestOrder>,
  ): FastifyReply => {
    const index = context.indexOf(request);
    const { mode, incident } = truthOf(request);
    counter.serve({ index, mode, incident, ...decide(chance(index), mode) }, request, reply);
    return reply;
  };

  return {
    routes: [],
    controls: [
      malformedRoute((request, reply, status) =>
        serve(request, reply, (random) => ({
          answer: refusal(site, status, random),
          line: malformedLine(request),
          sent: { status: 204, bytes: 0 },
        })),
      ),
    ],
    rest: (request, reply, refused) =>
      serve(request, reply, (random, mode) => {
        const { method, url } = request.raw;
        if (url !== undefined && url.length > longestUrl)
          return { answer: refusal(site, 414, random), line: malformedLine(request) };
        const line = lineOf(request);
        if (refused.status !== 404) return { answer: refusal(site, refused.status, random), line };
        const { path, query } = line;
        const isCached = request.headers["if-none-match"] !== undefined;
        const body = typeof request.body === "string" ? request.body : "";
        const asked = { method: method ?? "", path, query, isCached, body };
        return { answer: answerOf(site, asked, mode, random), line };
      }),
    malformed: ({ status, bytes, address }) => {
      const line = { ...malformed, ip: canonicalAddress(address ?? "") ?? "-" };
      write(line, { status, bytes, responseMs: 0 }, { mode: "normal" });
    },
    state: () => ({ lines: written, pages: site.pages.size }),
    // The log continues.
    reset: () => undefined,
  };
}

const malformed = { kind: "access", method: "-", path: "-", query: "", protocol: "-" } as const;

function malformedLine(request: FastifyRequest): Line {
  return { ...malformed, ip: clientOf(request), ...agentOf(request) };
}

function lineOf(request: FastifyRequest): Line {
  const { method = "-", url = "", httpVersion } = request.raw;
  return {
    kind: "access",
    ip: clientOf(request),
    method,
    ...urlParts(url),
    protocol: `HTTP/${httpVersion}`,
    ...agentOf(request),
  };
}

/** The connection's address where the client names one that is none. */
function clientOf(request: FastifyRequest): string {
  return addressOf(request) ?? canonicalAddress(request.socket.remoteAddress ?? "") ?? "-";
}

function agentOf({ headers: sent }: FastifyRequest): Pick<Line, "userAgent"> {
  const userAgent = sent["user-agent"];
  return userAgent === undefined ? {} : { userAgent };
}

/** For the lines of requests that no client can send with a label. */
function malformedRoute(
  log: (request: FastifyRequest, reply: FastifyReply, status: MalformedStatus) => FastifyReply,
): Route {
  return {
    usage: 'POST /__firedrill/malformed {"status":408}',
    add: (app) => {
      app.post("/__firedrill/malformed", (request, reply) => {
        const status = statusIn(request.body);
        if (status !== undefined) return log(request, reply, status);
        const error = `Send JSON such as {"status":408}; statuses: ${malformedStatuses.join(", ")}.`;
        return reply.code(400).send({ error });
      });
    },
  };
}

function statusIn(body: unknown): MalformedStatus | undefined {
  const sent = typeof body === "string" ? parseJson(body) : undefined;
  const status = isJsonObject(sent) ? sent["status"] : undefined;
  return malformedStatuses.find((known) => known === status);
}
