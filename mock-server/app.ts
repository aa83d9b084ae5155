import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import { reasonOf } from "../domain/error.ts";
import { listRequests, reset, showMetrics, showState } from "./control/routes.ts";
import type { Control } from "./route.ts";
import type { Refused, Site } from "./source.ts";

/** The server's routes, not yet listening. Requests without a route get JSON with an `error` message. */
export function createApp(site: Site, control: Control): FastifyInstance {
  const routes = [...site.routes, showMetrics, showState, ...site.controls, reset, listRequests];
  const refuse = (request: FastifyRequest, reply: FastifyReply, refused: Refused, hint = {}): FastifyReply =>
    site.rest === undefined || isControl(request.url)
      ? reply.code(refused.status).send({ error: refused.error, ...hint })
      : site.rest(request, reply, refused);
  const refuseError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    refuse(request, reply, { status: statusOf(error), error: reasonOf(error) });
  const app = fastify({
    logger: false,
    genReqId: () => "",
    exposeHeadRoutes: false,
    bodyLimit: 16_384,
    frameworkErrors: (error, request, reply) => void refuseError(error, request, reply),
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  // curl -d labels every body as a form; detect the format from the content.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => body,
  );
  app.setErrorHandler(refuseError);
  app.setNotFoundHandler((request, reply) => {
    const error = `No route for ${request.method} ${request.url}.`;
    return refuse(request, reply, { status: 404, error }, { routes: routes.map(({ usage }) => usage) });
  });
  for (const route of routes) route.add(app, control);
  return app;
}

/** True for paths reserved for control routes. */
function isControl(url: string): boolean {
  return url.startsWith("/__firedrill/") || url === "/metrics" || url.startsWith("/metrics?");
}

/** Replaces fastify's own compilers, which take tens of milliseconds to load. */
function noSchemas(): never {
  throw new RangeError("routes have no schemas");
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error && "statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}
