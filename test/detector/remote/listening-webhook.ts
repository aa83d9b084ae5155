import { onTestFinished } from "vitest";
import type { ClockKind } from "../../../domain/time/clock.ts";
import type { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert, RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import { webhookDetector } from "../../../detector/remote/webhook.ts";

/** What a webhook heard, and how to talk to it. */
export interface ListeningWebhook {
  readonly detector: RemoteDetector;
  /** Ends in `/alerts`. */
  readonly url: string;
  readonly alerts: readonly RemoteAlert[];
  readonly errors: readonly FiredrillError[];
  /** Posts JSON; anything that is no text is made JSON first. */
  readonly post: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** An instant that no clock of a machine shows. */
export const heardAtMs = 1_577_836_812_345.678;

/** A drill's context, in which it is always the same time. */
export function context(more: Partial<RemoteContext> = {}): RemoteContext {
  const clockKind: ClockKind = { kind: "real" };
  const clock = {
    nowMs: () => heardAtMs,
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
