import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import type { Severity } from "../../../domain/alert.ts";
import type { RemoteContext, Station } from "../../../domain/remote-detector.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { objectOf, textOf } from "../json-fields.ts";
import type { Labels } from "./firing-alerts.ts";
import { firingAlerts, groupWait } from "./firing-alerts.ts";
import { parseGoTime } from "./duration.ts";
import type { PrometheusSettings } from "./settings.ts";
import { heldBackMs } from "./settings.ts";

/** Turns Prometheus's posts into alerts as Alertmanager would: only changes, delayed by `group_wait`. */
export interface AlertListener {
  readonly receive: (posted: PostedAlert) => void;
  /** Sets the instant of any one scrape. */
  readonly scrapedAt: (atMs: number) => void;
  /** Resolves the alerts that still fire and ignores later posts. */
  readonly close: () => void;
}

export function alertListener(
  settings: PrometheusSettings,
  wall: Clock,
  { clock, onAlert }: Pick<RemoteContext, "clock" | "onAlert">,
): AlertListener {
  const names = new Set<string | undefined>(settings.alerts.map(({ name }) => name));
  const instances = firingAlerts(settings.severities);
  const held = groupWait(settings.groupWaitMs, wall);
  const firing = new Map<string, Severity>();
  let scrapeMs = 0;
  let isOpen = true;
  return {
    receive: (posted) => {
      if (!isOpen || !names.has(posted.labels["alertname"])) return;
      const change = instances.note(posted.labels, posted.endsAtMs > wall.nowMs() ? "firing" : "resolved");
      if (change === undefined) return;
      held.pass(change, () => {
        const stations = stationsOf(posted, settings, scrapeMs, clock.nowMs());
        const more = change.state === "firing" ? { evidence: evidenceOf(posted), stations } : {};
        onAlert({ ...change, ...more });
        if (change.state === "firing") firing.set(change.key, change.severity);
        else firing.delete(change.key);
      });
    },
    scrapedAt: (atMs) => {
      scrapeMs = atMs;
    },
    close: () => {
      isOpen = false;
      held.close();
      for (const [key, severity] of firing) onAlert({ key, severity, state: "resolved" });
      firing.clear();
    },
  };
}

function evidenceOf({ labels, annotations }: PostedAlert): string {
  return annotations["summary"] ?? annotations["description"] ?? labels["alertname"] ?? "";
}

/**
 * Computes the steps of the delay: scrapes are evenly spaced, and an alert starts to fire a fixed time after it
 * became pending.
 */
function stationsOf(
  { labels, startsAtMs }: PostedAlert,
  settings: PrometheusSettings,
  anyScrapeMs: number,
  postedMs: number,
): readonly Station[] {
  const rule = settings.alerts.find(({ name }) => name === labels["alertname"]);
  const pendingMs = startsAtMs - (rule === undefined ? 0 : heldBackMs(rule, settings));
  const scrapes = Math.floor((pendingMs - anyScrapeMs) / settings.scrapeMs);
  return [
    { name: "scraped", atMs: anyScrapeMs + scrapes * settings.scrapeMs },
    { name: "pending", atMs: pendingMs },
    { name: "firing", atMs: startsAtMs },
    { name: "posted", atMs: postedMs },
  ];
}

/** An alert as Prometheus posts it: when it starts, every minute while it fires, and when it ends. */
interface PostedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Time of the evaluation at which it started to fire, Unix milliseconds. */
  readonly startsAtMs: number;
  /** In the future while the alert fires. */
  readonly endsAtMs: number;
}

/** Stands in for Alertmanager on this machine: passes on the alerts of one Prometheus. */
export interface AlertSink {
  /** Host and port, such as `127.0.0.1:9093`. */
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
