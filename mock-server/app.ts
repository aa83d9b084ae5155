import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { fastify } from "fastify";
import type { Socket } from "node:net";
import { reasonOf } from "../domain/error.ts";
import { listRequests, reset, showMetrics, showState } from "./control/routes.ts";
import type { Door } from "./door.ts";
import type { Control } from "./route.ts";
import type { Refused, Site, Malformed } from "./source.ts";

/**
 * The server's routes, not yet listening. Requests without a route get JSON with an `error` message.
 * @param door - what requests pass first. Default: nothing
 */
export function createApp(site: Site, control: Control, door?: Pick<Door, "serverFor">): FastifyInstance {
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
    bodyLimit: largestBodyBytes,
    clientErrorHandler: (error, socket) => refuseMalformed(error, socket, site.malformed),
    ...(door === undefined ? {} : { serverFactory: door.serverFor }),
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

const largestBodyBytes = 16_384;

/**
 * Answers what is not a request that HTTP allows, and closes the connection.
 * @param tell - is told of it
 */
function refuseMalformed(
  error: Error & { readonly code?: string },
  socket: Socket,
  tell: Site["malformed"],
): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { status, name, text } = reasonFor(error);
  const body = JSON.stringify({ error: text });
  tell?.({ status, bytes: body.length, address: socket.remoteAddress });
  const head = `HTTP/1.1 ${status} ${name}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.end(`${head}\r\n\r\n${body}`, () => void socket.destroy());
}

interface Reason extends Pick<Malformed, "status"> {
  /** As in HTTP's first line. */
  readonly name: string;
  readonly text: string;
}

function reasonFor({ code, message }: Error & { readonly code?: string }): Reason {
  if (code === "HPE_HEADER_OVERFLOW")
    return {
      status: 431,
      name: "Request Header Fields Too Large",
      text: "The URL and the headers are larger than 16 KiB.",
    };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return { status: 408, name: "Request Timeout", text: "The request took too long to arrive." };
  return { status: 400, name: "Bad Request", text: `This is not a request in HTTP: ${message}.` };
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
