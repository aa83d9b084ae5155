import type { FastifyInstance } from "fastify";
import type { RemoteDetector, RemoteContext } from "../../domain/remote-detector.ts";
import { webhookNeedsWallTime, webhookNotBindable, webhookPortInUse } from "./webhook-errors.ts";

export interface WebhookSettings {
  /** Default 0: a free one. */
  readonly port?: number;
  /** Told where to post alerts, before the first row. */
  readonly onListening: (url: string) => void;
  /** Default 10. */
  readonly windowSize?: number;
}

const host = "127.0.0.1";

/**
 * Hears of alerts by HTTP, of whatever watches the target or reads the log by itself: it is sent no rows. Listens from
 * `start` until `stop`, on this machine alone; an alert that comes later finds nobody.
 * `start` throws FiredrillError WEBHOOK_NEEDS_WALL_TIME on the virtual clock, PORT_IN_USE, HOST_NOT_BINDABLE
 */
export function webhookDetector({ port = 0, onListening, windowSize = 10 }: WebhookSettings): RemoteDetector {
  let opening: Promise<FastifyInstance> | undefined;

  return {
    name: "webhook",
    windowSize,
    start: async (context) => {
      if (context.clockKind.kind === "virtual") throw webhookNeedsWallTime();
      opening = open(port, context);
      const { server } = await opening;
      const address = server.address();
      const listening = typeof address === "object" && address !== null ? address.port : port;
      onListening(`http://${host}:${listening}/alerts`);
    },
    observe: async () => undefined,
    stop: async () => {
      // What kept it from opening has been thrown by `start`.
      const app = await opening?.catch(() => undefined);
      await app?.close();
    },
  };
}

/** Fastify is loaded only when somebody asked for a webhook. */
async function open(port: number, context: RemoteContext): Promise<FastifyInstance> {
  const { createWebhookApp } = await import("./webhook-app.ts");
  const app = createWebhookApp(context);
  try {
    await app.listen({ host, port });
    return app;
  } catch (error) {
    await app.close();
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw isTaken ? webhookPortInUse(port, error) : webhookNotBindable(port, error);
  }
}
