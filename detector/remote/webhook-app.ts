import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RemoteAlert, RemoteContext } from "../../domain/remote-detector.ts";
import { webhookBroken } from "./webhook-errors.ts";
import { acceptedBodies, readBody } from "./payload/payload.ts";
import { reasonOf } from "../../domain/error.ts";

const limitBytes = 1_048_576;
const mistakesShown = 10;
const jsonType = /^application\/(?:[\w.-]+\+)?json(?:;|$)/i;

/** A body and when its last byte was there, on the drill's clock. */
interface ArrivedBody {
  readonly text: string;
  readonly arrivedMs: number;
}

interface WebhookRoute {
  readonly Body: ArrivedBody | undefined;
}

type Ears = Pick<RemoteContext, "clock" | "onAlert" | "onError">;

/** The routes, not yet listening. What is wrong with a request is its sender's fault, and told in the answer alone. */
export function createWebhookApp({ clock, onAlert, onError }: Ears): FastifyInstance {
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: limitBytes,
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    jsonType,
    { parseAs: "string" },
    async (_request: FastifyRequest, text: string): Promise<ArrivedBody> => ({
      arrivedMs: clock.nowMs(),
      text,
    }),
  );
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) =>
    send(reply, 404, `There is no ${request.method} ${request.url} here; POST alerts to /alerts.`),
  );

  const passOn = (alerts: readonly RemoteAlert[], arrivedMs: number): void => {
    try {
      for (const alert of alerts) onAlert({ ...alert, stations: [{ name: "posted", atMs: arrivedMs }] });
    } catch (error) {
      onError(webhookBroken(error));
    }
  };
  for (const path of ["/", "/alerts"])
    app.post<WebhookRoute>(path, ({ body }, reply) => answer(body, passOn, reply));
  return app;
}

function answer(
  body: ArrivedBody | undefined,
  passOn: (alerts: readonly RemoteAlert[], arrivedMs: number) => void,
  reply: FastifyReply,
): FastifyReply {
  if (body === undefined) return send(reply, 400, "There is no body.");
  const reading = readBody(body.text);
  switch (reading.kind) {
    case "alerts":
      passOn(reading.alerts, body.arrivedMs);
      return reply.code(202).send({ accepted: reading.alerts.length });
    case "mistakes":
      return send(reply, 422, mistakesText(reading.mistakes));
    case "unknown":
      return send(reply, 422, "This is JSON, and none of the alerts that are known here.");
    case "not-json":
      return send(reply, 400, `The body is no JSON: ${reading.reason}`);
  }
}

function mistakesText(mistakes: readonly string[]): string {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return `Nothing was taken: ${[...mistakes.slice(0, mistakesShown), ...more].join("; ")}.`;
}

function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = statusOf(error);
  if (status === 413) return send(reply, status, `The body is larger than 1 MiB (${limitBytes} bytes).`);
  if (status === 415) return send(reply, status, wrongTypeText(request.headers["content-type"]));
  return send(reply, status, reasonOf(error));
}

function wrongTypeText(type: string | undefined): string {
  const given = type === undefined ? "There is no content type" : `The content type is ${type}`;
  return `${given}; say "content-type: application/json", and send JSON.`;
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error && "statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}

/** Every refusal says what would be taken. */
function send(reply: FastifyReply, status: number, error: string): FastifyReply {
  return reply.code(status).send({ error, accepts: acceptedBodies });
}
