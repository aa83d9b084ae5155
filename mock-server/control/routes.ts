import { unknownMode } from "../response/unknown-mode.ts";
import type { Refusal, Route } from "../route.ts";
import { wholeNumber } from "../route.ts";

/** Requests meet the mode they ask for again. */
export const clearMode: Route = {
  usage: "DELETE /__firedrill/mode",
  add: (app, service) => {
    app.delete("/__firedrill/mode", (_request, reply) => {
      service.modes.clear();
      return reply.send(service.state());
    });
  },
};

/** Forces a mode on every request, until it is cleared. Each time anything but health is forced is an incident. */
export const forceMode: Route = {
  usage: 'PUT /__firedrill/mode {"mode":"<mode>"} or ?mode=<mode>',
  add: (app, service) => {
    app.put<{ Querystring: { readonly mode?: unknown } }>("/__firedrill/mode", (request, reply) => {
      const asked = isEmpty(request.body) ? { mode: request.query.mode } : modeIn(request.body);
      if ("error" in asked) return reply.code(400).send({ ...asked, modes: service.modes.names });
      if (typeof asked.mode === "string" && service.modes.has(asked.mode)) {
        return reply.send(service.modes.force(asked.mode));
      }
      return reply.code(400).send(unknownMode(asked.mode, service.modes));
    });
  },
};

function isEmpty(body: unknown): boolean {
  return body === undefined || body === "";
}

function modeIn(body: unknown): { readonly mode: unknown } | Refusal {
  const parsed = parsedJson(body);
  if (typeof parsed === "object" && parsed !== null && "mode" in parsed) return { mode: parsed.mode };
  return { error: `The body must be JSON such as {"mode":"attack"}.` };
}

function parsedJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** The journal, oldest first; all of it without `last`. */
export const listRequests: Route = {
  usage: "GET /__firedrill/requests?last=<count>",
  add: (app, service) => {
    app.get<{ Querystring: { readonly last?: unknown } }>("/__firedrill/requests", (request, reply) => {
      const { last } = request.query;
      const count = last === undefined ? Infinity : wholeNumber(last);
      if (count === undefined) {
        return reply
          .code(400)
          .send({ error: `last must be a whole number such as 20, not ${JSON.stringify(last)}.` });
      }
      return reply.send({ requests: service.journal.last(count) });
    });
  },
};

/** As after a start: fresh mode state, nothing forced, an empty journal. Requests under way go on. */
export const reset: Route = {
  usage: "POST /__firedrill/reset",
  add: (app, service) => {
    app.post("/__firedrill/reset", (_request, reply) => {
      service.reset();
      return reply.send(service.state());
    });
  },
};

/** For Prometheus to scrape; asking is not counted. Empty on a server that keeps no counts. */
export const showMetrics: Route = {
  usage: "GET /metrics",
  add: (app, service) => {
    app.get("/metrics", async (_request, reply) => {
      const { contentType, text } = await service.metrics.exposition();
      return reply.header("content-type", contentType).send(text);
    });
  },
};

export const showState: Route = {
  usage: "GET /__firedrill/state",
  add: (app, service) => {
    app.get("/__firedrill/state", (_request, reply) => reply.send(service.state()));
  },
};
