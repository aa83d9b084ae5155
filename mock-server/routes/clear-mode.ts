import type { Route } from "../route.ts";

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
