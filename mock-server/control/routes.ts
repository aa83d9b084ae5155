import type { FastifyReply, FastifyRequest } from "fastify";
import { headers } from "../../domain/wire/headers.ts";
import type { Control, Route } from "../route.ts";
import { wholeNumber } from "../route.ts";

/** The journal, oldest first; without `last` all of it. */
export const listRequests: Route = {
  usage: "GET /__firedrill/requests?last=<count>",
  add: (app, control) => {
    app.get<{ Querystring: { readonly last?: unknown } }>("/__firedrill/requests", (request, reply) => {
      if (isStranger(request, control)) return refuseStranger(reply, "The journal");
      const { last } = request.query;
      const count = last === undefined ? Infinity : wholeNumber(last);
      if (count === undefined) {
        return reply
          .code(400)
          .send({ error: `Invalid last ${JSON.stringify(last)}: expected a whole number such as 20.` });
      }
      return reply.send({ requests: control.journal.last(count) });
    });
  },
};

/**
 * Restores the state after a start: fresh mode state, no forced mode, an empty journal. Requests in progress
 * continue.
 */
export const reset: Route = {
  usage: "POST /__firedrill/reset",
  add: (app, control) => {
    app.post("/__firedrill/reset", (request, reply) => {
      control.reset();
      return reply.send(control.state(request));
    });
  },
};

/** For Prometheus scrapes, which are not counted themselves. Empty on a server without metrics. */
export const showMetrics: Route = {
  usage: "GET /metrics",
  add: (app, control) => {
    app.get("/metrics", (_request, reply) => {
      const { contentType, text } = control.metrics.exposition();
      return reply.header("content-type", contentType).send(text);
    });
  },
};

export const showState: Route = {
  usage: "GET /__firedrill/state",
  add: (app, control) => {
    app.get("/__firedrill/state", (request, reply) =>
      isStranger(request, control)
        ? refuseStranger(reply, "The state of the server")
        : reply.send(control.state(request)),
    );
  },
};

function isStranger(request: FastifyRequest, { senderOf = () => "anyone" }: Control): boolean {
  return senderOf(request) === "stranger";
}

function refuseStranger(reply: FastifyReply, what: string): FastifyReply {
  const error = `${what} tells the truth about a running drill. Send the drill's token, which firedrill run prints, in the header ${headers.token}.`;
  return reply.code(403).send({ error });
}
