import type { Route } from "../route.ts";
import { wholeNumber } from "../route.ts";

/** The journal, oldest first; without `last` all of it. */
export const listRequests: Route = {
  usage: "GET /__firedrill/requests?last=<count>",
  add: (app, control) => {
    app.get<{ Querystring: { readonly last?: unknown } }>("/__firedrill/requests", (request, reply) => {
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
    app.post("/__firedrill/reset", (_request, reply) => {
      control.reset();
      return reply.send(control.state());
    });
  },
};

/** For Prometheus scrapes, which are not counted themselves. Empty on a server without metrics. */
export const showMetrics: Route = {
  usage: "GET /metrics",
  add: (app, control) => {
    app.get("/metrics", async (_request, reply) => {
      const { contentType, text } = await control.metrics.exposition();
      return reply.header("content-type", contentType).send(text);
    });
  },
};

export const showState: Route = {
  usage: "GET /__firedrill/state",
  add: (app, control) => {
    app.get("/__firedrill/state", (_request, reply) => reply.send(control.state()));
  },
};
