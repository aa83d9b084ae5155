import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import { reasonOf } from "../domain/error.ts";
import { clearMode, forceMode, listRequests, reset, showMetrics, showState } from "./control/routes.ts";
import { logIn } from "./login/routes.ts";
import { answerRequest, replayRequest } from "./response/routes.ts";
import type { Route } from "./route.ts";
import type { Service } from "./service.ts";

/** Beside the target itself. */
const ownRoutes: readonly Route[] = [showMetrics, showState, forceMode, clearMode, reset, listRequests];

/** The routes over the service, not yet listening. Every refusal is JSON with an `error` for a person. */
export function createApp(service: Service): FastifyInstance {
  const { replay, logins } = service;
  const target = replay === undefined ? answerRequest : replayRequest(replay);
  const routes = [target, ...(logins === undefined ? [] : [logIn(logins)]), ...ownRoutes];
  const app = fastify({
    logger: false,
    genReqId: () => "",
    exposeHeadRoutes: false,
    bodyLimit: 16_384,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  // curl -d calls everything a form; what counts is what is in it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string" },
    async (_request: FastifyRequest, body: string) => body,
  );
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `There is no ${request.method} ${request.url} here.`,
      routes: routes.map(({ usage }) => usage),
    }),
  );
  for (const route of routes) route.add(app, service);
  return app;
}

/** Given in place of fastify's own compilers, which take tens of milliseconds to load. */
function noSchemas(): never {
  throw new RangeError("the routes here have no schemas");
}

function refuse(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(statusOf(error)).send({ error: reasonOf(error) });
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error && "statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}
