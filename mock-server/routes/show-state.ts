import type { Route } from "../route.ts";

export const showState: Route = {
  usage: "GET /__firedrill/state",
  add: (app, service) => {
    app.get("/__firedrill/state", (_request, reply) => reply.send(service.state()));
  },
};
