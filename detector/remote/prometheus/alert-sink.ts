import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { JsonObject } from "../json-fields.ts";
import { isJsonObject, objectOf, textOf } from "../json-fields.ts";
import type { Labels } from "./alert-book.ts";
import { parseGoTime } from "./go-time.ts";

/** An alert as Prometheus posts it: when it begins, every minute while it fires, and when it ends. */
export interface PostedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The evaluation at which it began to fire, Unix milliseconds. */
  readonly startsAtMs: number;
  /** In the future while it fires. */
  readonly endsAtMs: number;
}

/** Plays Alertmanager for one Prometheus: takes its alerts on this machine and does nothing else with them. */
export interface AlertSink {
  /** `127.0.0.1:port`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

export async function openAlertSink(onAlert: (alert: PostedAlert) => void): Promise<AlertSink> {
  const server = createServer((request, response) => void answer(request, response, onAlert));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  onAlert: (alert: PostedAlert) => void,
): Promise<void> {
  let status = 200;
  try {
    for (const alert of await postedAlerts(request)) onAlert(alert);
  } catch {
    status = 400;
  }
  response.writeHead(status).end();
}

async function postedAlerts(request: IncomingMessage): Promise<readonly PostedAlert[]> {
  const body: unknown = await json(request);
  return Array.isArray(body)
    ? body.flatMap((value: unknown) => (isJsonObject(value) ? [postedAlert(value)] : []))
    : [];
}

function postedAlert(value: JsonObject): PostedAlert {
  return {
    labels: textsOf(objectOf(value, "labels")),
    annotations: textsOf(objectOf(value, "annotations")),
    startsAtMs: parseGoTime(textOf(value, "startsAt") ?? ""),
    endsAtMs: parseGoTime(textOf(value, "endsAt") ?? ""),
  };
}

function textsOf(object: JsonObject): Labels {
  return Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}
