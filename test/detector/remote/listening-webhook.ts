import { onTestFinished } from "vitest";
import type { ClockKind } from "../../../domain/time/clock.ts";
import type { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert, RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import { webhookDetector } from "../../../detector/remote/webhook.ts";

/** A listening webhook with its recorded alerts and errors. */
export interface ListeningWebhook {
  readonly detector: RemoteDetector;
  /** Ends in `/alerts`. */
  readonly url: string;
  readonly alerts: readonly RemoteAlert[];
  readonly errors: readonly FiredrillError[];
  /** Posts a string as it is, and anything else as JSON. */
  readonly post: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** The drill's time, which no machine's clock shows. */
export const arrivedAtMs = 1_577_836_812_345.678;

/** A drill's context with a stopped clock. */
export function context(more: Partial<RemoteContext> = {}): RemoteContext {
  const clockKind: ClockKind = { kind: "real" };
  const clock = {
    nowMs: () => arrivedAtMs,
    sleepUntilMs: async () => undefined,
    hold: () => () => undefined,
  };
  return { clock, clockKind, seed: 1, onAlert: () => undefined, onError: () => undefined, ...more };
}

/** A webhook that listens on a free port until the test has finished. */
export async function listeningWebhook(more: Partial<RemoteContext> = {}): Promise<ListeningWebhook> {
  const alerts: RemoteAlert[] = [];
  const errors: FiredrillError[] = [];
  const urls: string[] = [];
  const detector = webhookDetector({ onListening: (url) => urls.push(url) });
  onTestFinished(() => detector.stop(0));
  await detector.start(
    context({
      onAlert: (alert) => alerts.push(alert),
      onError: (error) => errors.push(error),
      ...more,
    }),
  );
  const [url = ""] = urls;
  return {
    detector,
    url,
    alerts,
    errors,
    post: (body, headers = {}) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
  };
}
