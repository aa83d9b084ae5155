import type { Severity } from "../../../domain/alert.ts";
import type { Clock } from "../../../domain/clock.ts";
import type { RemoteSurroundings, Station } from "../../../domain/remote-detector.ts";
import { alertBook } from "./alert-book.ts";
import type { PostedAlert } from "./alert-sink.ts";
import { groupWait } from "./group-wait.ts";
import { heldBackMs } from "./settings.ts";
import type { PrometheusSettings } from "./settings.ts";

/** Turns what Prometheus posts into alerts, as Alertmanager would: those that are new, after `group_wait`. */
export interface AlertListener {
  readonly hear: (posted: PostedAlert) => void;
  /** One instant of the many at which the target is scraped. */
  readonly scrapedAt: (atMs: number) => void;
  /** Hears nothing any more; what still fires ends here. */
  readonly close: () => void;
}

export function alertListener(
  settings: PrometheusSettings,
  wall: Clock,
  { clock, onAlert }: Pick<RemoteSurroundings, "clock" | "onAlert">,
): AlertListener {
  const names = new Set<string | undefined>(settings.alerts.map(({ name }) => name));
  const book = alertBook();
  const held = groupWait(settings.groupWaitMs, wall);
  const firing = new Map<string, Severity>();
  let scrapeMs = 0;
  let isOpen = true;
  return {
    hear: (posted) => {
      if (!isOpen || !names.has(posted.labels["alertname"])) return;
      const change = book.note(posted.labels, posted.endsAtMs > wall.nowMs() ? "firing" : "resolved");
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

/** Scrapes are evenly spaced; an alert begins to fire a fixed time after it became pending. */
function stationsOf(
  { labels, startsAtMs }: PostedAlert,
  settings: PrometheusSettings,
  oneScrapeMs: number,
  postedMs: number,
): readonly Station[] {
  const rule = settings.alerts.find(({ name }) => name === labels["alertname"]);
  const pendingMs = startsAtMs - (rule === undefined ? 0 : heldBackMs(rule, settings));
  const scrapes = Math.floor((pendingMs - oneScrapeMs) / settings.scrapeMs);
  return [
    { name: "scraped", atMs: oneScrapeMs + scrapes * settings.scrapeMs },
    { name: "pending", atMs: pendingMs },
    { name: "firing", atMs: startsAtMs },
    { name: "posted", atMs: postedMs },
  ];
}
