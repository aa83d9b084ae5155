import type { FastifyInstance } from "fastify";
import type { RemoteDetector, RemoteContext } from "../../domain/remote-detector.ts";
import type { Clock } from "../../domain/time/clock.ts";
import type { SeverityWords } from "./payload/words.ts";
import type { createWebhookApp, RefusedPost } from "./webhook-app.ts";
import {
  postsRefused,
  webhookNeedsWallTime,
  webhookNotBindable,
  webhookPortInUse,
} from "./webhook-errors.ts";

export interface WebhookSettings {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Called with the URL for alerts before the first row. */
  readonly onListening: (url: string) => void;
  /** Default 10. */
  readonly windowSize?: number;
  /** The user's words for severities. */
  readonly severities?: SeverityWords;
  /** Wall time, even if the drill's clock is faster. Without it an alert with an end time counts as firing. */
  readonly wall?: Clock;
}

const host = "127.0.0.1";

/**
 * Receives alerts over HTTP from any monitoring that watches the target or reads the log; gets no rows itself.
 * Listens on this machine only, from `start` until `stop`. `start` throws FiredrillError WEBHOOK_NEEDS_WALL_TIME on
 * the virtual clock, PORT_IN_USE or HOST_NOT_BINDABLE.
 */
export function webhookDetector(settings: WebhookSettings): RemoteDetector {
  const { port = 0, onListening, windowSize = 10, severities = {}, wall } = settings;
  let refused: { count: number; readonly first: RefusedPost } | undefined;
  let context: RemoteContext | undefined;
  let opening: Promise<FastifyInstance> | undefined;

  return {
    name: "webhook",
    windowSize,
    start: async (given) => {
      context = given;
      if (given.clockKind.kind === "virtual") throw webhookNeedsWallTime();
      opening = open(port, {
        ...given,
        contextNow: () => ({ severities, wallMs: wall?.nowMs() }),
        onRefused: (first) => {
          if (refused === undefined) refused = { count: 1, first };
          else refused.count += 1;
        },
      });
      const { server } = await opening;
      const address = server.address();
      const listening = typeof address === "object" && address !== null ? address.port : port;
      onListening(`http://${host}:${listening}/alerts`);
    },
    observe: async () => undefined,
    stop: async () => {
      // `start` has already thrown the error.
      const app = await opening?.catch(() => undefined);
      await app?.close();
      if (refused !== undefined) context?.onError(postsRefused(refused.count, refused.first));
    },
  };
}

/** Loads Fastify only when a webhook is used. */
async function open(port: number, context: Parameters<typeof createWebhookApp>[0]): Promise<FastifyInstance> {
  const { createWebhookApp: create } = await import("./webhook-app.ts");
  const app = create(context);
  try {
    await app.listen({ host, port });
    return app;
  } catch (error) {
    await app.close();
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw isTaken ? webhookPortInUse(port, error) : webhookNotBindable(port, error);
  }
}
