import type { Clock } from "../../../domain/clock.ts";
import type { RemoteDetector, RemoteSurroundings, Station } from "../../../domain/remote-detector.ts";
import { alertBook } from "./alert-book.ts";
import type { Change } from "./alert-book.ts";
import { openAlertSink } from "./alert-sink.ts";
import type { AlertSink, PostedAlert } from "./alert-sink.ts";
import { mistake } from "./mistakes.ts";
import { checkPrograms, checkRules } from "./program.ts";
import { startPrometheus } from "./prometheus-process.ts";
import type { RunningPrometheus } from "./prometheus-process.ts";
import { scrapeBegan } from "./readiness.ts";
import { heldBackMs } from "./settings.ts";
import type { PrometheusSettings } from "./settings.ts";

/** How this Prometheus is run. */
export interface RunSettings {
  readonly phases: "pinned" | "sampled";
  readonly startTimeoutMs: number;
  readonly wall: Clock;
}

/**
 * A Prometheus of this drill's own, which scrapes the mock server and tells us of its alerts. It reads no rows.
 * Service discovery alone takes it five seconds, so that it starts before the traffic does.
 * @throws FiredrillError ENGINE_MISSING, BAD_RULES, ENGINE_FAILED
 */
export async function realPrometheus(
  settings: PrometheusSettings,
  run: RunSettings,
  surroundings: RemoteSurroundings,
  stopped: AbortSignal,
): Promise<Pick<RemoteDetector, "observe" | "stop">> {
  checkPrograms("prometheus", "promtool");
  await checkRules(settings.rules, run.wall);
  const ear = listener(settings, run.wall, surroundings);
  const sink = await openAlertSink(ear.hear);
  try {
    const { prometheus, scrapeMs } = await started(settings, run, surroundings, sink, stopped);
    ear.scrapedAt(scrapeMs);
    return {
      observe: async () => undefined,
      stop: (graceMs) => end(prometheus, sink, ear, Math.min(graceMs, lastThoughtsMs(settings)), run.wall),
    };
  } catch (error) {
    await sink.close();
    throw error;
  }
}

const discoveryMs = 5000;

async function started(
  settings: PrometheusSettings,
  { phases, startTimeoutMs, wall }: RunSettings,
  { seed, targetUrl = "", onError }: RemoteSurroundings,
  { address }: AlertSink,
  stopped: AbortSignal,
): Promise<{ readonly prometheus: RunningPrometheus; readonly scrapeMs: number }> {
  const order = {
    settings,
    target: new URL(targetUrl).host,
    alertmanager: address,
    ...(phases === "pinned"
      ? ({ run: "pinned", rulesPath: "own" } as const)
      : ({ run: String(seed), rulesPath: "copied" } as const)),
  };
  const limitMs = startTimeoutMs + discoveryMs + 3 * settings.scrapeMs;
  const prometheus = await startPrometheus(order, limitMs, wall);
  try {
    const scrapeMs = await scrapeBegan(prometheus, limitMs, wall, stopped);
    return { prometheus: watched(prometheus, onError), scrapeMs };
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
}

/** Tells of its end unless we end it. */
function watched(prometheus: RunningPrometheus, onError: RemoteSurroundings["onError"]): RunningPrometheus {
  let isStopping = false;
  void prometheus.process.exited.then(({ code, signal }) => {
    if (isStopping) return;
    const how = `ended in the middle of the drill (${signal ?? `code ${code ?? "none"}`})`;
    onError(mistake.engineFailed("prometheus", how, prometheus.process.lastWords()));
  });
  return {
    ...prometheus,
    stop: () => {
      isStopping = true;
      return prometheus.stop();
    },
  };
}

/** A last scrape, a last evaluation, and the post. */
function lastThoughtsMs({ scrapeMs, evaluationMs, groupWaitMs }: PrometheusSettings): number {
  return scrapeMs + evaluationMs + groupWaitMs + 250;
}

async function end(
  prometheus: RunningPrometheus,
  sink: AlertSink,
  ear: Listener,
  waitMs: number,
  wall: Clock,
): Promise<void> {
  if (waitMs > 0) await wall.sleepUntilMs(wall.nowMs() + waitMs);
  ear.close();
  await prometheus.stop();
  await sink.close();
}

interface Listener {
  readonly hear: (posted: PostedAlert) => void;
  readonly scrapedAt: (atMs: number) => void;
  readonly close: () => void;
}

/** Turns what is posted into alerts, as Alertmanager would: new ones, after `group_wait`. */
function listener(settings: PrometheusSettings, wall: Clock, surroundings: RemoteSurroundings): Listener {
  const { clock, onAlert } = surroundings;
  const book = alertBook();
  const closed = new AbortController();
  const waiting = new Map<string, AbortController>();
  let scrapeMs = 0;

  const tell = (change: Change, posted: PostedAlert): void => {
    const { severity, key, state } = change;
    const evidence = evidenceOf(posted);
    const stations = stationsOf(posted, settings, scrapeMs, clock.nowMs());
    onAlert({ key, severity, state, ...(state === "firing" ? { evidence, stations } : {}) });
  };
  const tellLater = (change: Change, posted: PostedAlert): void => {
    const resolved = new AbortController();
    waiting.set(change.key, resolved);
    const signal = AbortSignal.any([resolved.signal, closed.signal]);
    wall.sleepUntilMs(wall.nowMs() + settings.groupWaitMs, signal).then(
      () => {
        waiting.delete(change.key);
        tell(change, posted);
      },
      () => undefined,
    );
  };

  return {
    hear: (posted) => {
      if (closed.signal.aborted || !settings.alerts.some(({ name }) => name === posted.labels["alertname"]))
        return;
      const change = book.note(posted.labels, posted.endsAtMs > wall.nowMs() ? "firing" : "resolved");
      if (change === undefined) return;
      const held = waiting.get(change.key);
      if (held !== undefined) {
        waiting.delete(change.key);
        held.abort();
        if (change.state === "resolved") return;
      }
      if (change.state === "firing" && settings.groupWaitMs > 0) tellLater(change, posted);
      else tell(change, posted);
    },
    scrapedAt: (atMs) => {
      scrapeMs = atMs;
    },
    close: () => closed.abort(),
  };
}

function evidenceOf({ labels, annotations }: PostedAlert): string {
  return annotations["summary"] ?? annotations["description"] ?? labels["alertname"] ?? "";
}

/** Scrapes are evenly spaced from the first on; an alert begins to fire a fixed time after it became pending. */
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
