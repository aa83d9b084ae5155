import type { Route } from "../route.ts";
import { wholeNumber } from "../whole-number.ts";

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
