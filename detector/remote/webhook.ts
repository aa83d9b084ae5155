import type { RemoteDetector, RemoteContext } from "../../domain/remote-detector.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { within } from "./guarded-process.ts";
import type { SeverityWords } from "./payload/words.ts";
import type { createWebhookApp, RefusedPost, WebhookApp } from "./webhook-app.ts";
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

/** Time for a body that is still arriving when the drill ends. */
const lastBodyMs = 1000;

/**
 * Receives alerts over HTTP from any monitoring that watches the target or reads the log; gets no rows itself.
 * Listens on this machine only, from `start` until `stop`. `start` throws FiredrillError WEBHOOK_NEEDS_WALL_TIME on
 * the virtual clock, PORT_IN_USE or HOST_NOT_BINDABLE.
 */
export function webhookDetector(settings: WebhookSettings): RemoteDetector {
  const { port = 0, onListening, windowSize = 10, severities = {}, wall } = settings;
  let refused: { count: number; readonly first: RefusedPost } | undefined;
  let context: RemoteContext | undefined;
  let opening: Promise<WebhookApp> | undefined;
  let app: WebhookApp | undefined;

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
      app = await opening;
      const address = app.app.server.address();
      const listening = typeof address === "object" && address !== null ? address.port : port;
      onListening(`http://${host}:${listening}/alerts`);
    },
    observe: async () => undefined,
    notes: () => app?.notes() ?? [],
    stop: async (graceMs) => {
      // `start` has already thrown the error.
      const webhook = await opening?.catch(() => undefined);
      if (webhook !== undefined && wall !== undefined)
        await within(Math.min(graceMs, lastBodyMs), wall, webhook.settled());
      webhook?.refuseUnfinished();
      await webhook?.app.close();
      if (refused !== undefined) context?.onError(postsRefused(refused.count, refused.first));
    },
  };
}

/** Loads Fastify only when a webhook is used. */
async function open(port: number, context: Parameters<typeof createWebhookApp>[0]): Promise<WebhookApp> {
  const { createWebhookApp: create } = await import("./webhook-app.ts");
  const webhook = create(context);
  const { app } = webhook;
  try {
    await app.listen({ host, port });
    return webhook;
  } catch (error) {
    await app.close();
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw isTaken ? webhookPortInUse(port, error) : webhookNotBindable(port, error);
  }
}
