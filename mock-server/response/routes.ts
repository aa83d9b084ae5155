import type { FastifyRequest } from "fastify";
import { headers } from "../../domain/wire/headers.ts";
import type { Route } from "../route.ts";
import { wholeNumber } from "../route.ts";
import type { Replay } from "./replay.ts";
import { unknownMode } from "./unknown-mode.ts";

/** The target itself: waits as the mode says and answers an empty 200. */
export const answerRequest: Route = {
  usage: "GET /?param=<mode>",
  add: (app, service) => {
    let arrivals = 0;
    app.get<{ Querystring: { readonly param?: unknown } }>("/", (request, reply) => {
      const index = wholeNumber(request.headers[headers.request]) ?? arrivals;
      arrivals += 1;
      const { param } = request.query;
      if (typeof param === "string" && service.modes.has(param)) {
        reply.hijack();
        const asked = { index, mode: param, incident: incidentOf(request.headers) };
        service.serve(asked, service.connections.of(request.raw.socket), reply.raw);
        return;
      }
      service.book.taken(index);
      service.book.woken(index);
      return reply.code(400).send(unknownMode(param, service.modes));
    });
  },
};

const incidentPattern = /^[a-z0-9-]{1,64}$/;

function incidentOf(asked: FastifyRequest["headers"]): string | undefined {
  const incident = asked[headers.incident];
  return typeof incident === "string" && incidentPattern.test(incident) ? incident : undefined;
}

const largestBodyBytes = 67_108_864;

/** Stands in for a server that was recorded: whatever is asked for meets what was met then. */
export function replayRequest(replay: Replay): Route {
  return {
    usage: "anything else: replays the recording",
    add: (app, service) => {
      app.all("/*", { bodyLimit: largestBodyBytes }, (request, reply) => {
        const index = wholeNumber(request.headers[headers.request]);
        reply.hijack();
        const asked = index === undefined ? replay.askedNow() : replay.askedFor(index);
        service.serve(asked, service.connections.of(request.raw.socket), reply.raw);
      });
    },
  };
}
