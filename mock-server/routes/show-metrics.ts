import type { Route } from "../route.ts";

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
