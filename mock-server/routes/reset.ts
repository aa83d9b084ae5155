import type { Route } from "../route.ts";

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
