import type { Clock } from "../../../domain/clock.ts";
import type { RemoteDetector, RemoteSurroundings } from "../../../domain/remote-detector.ts";
import { alertListener } from "./alert-listener.ts";
import type { AlertListener } from "./alert-listener.ts";
import { openAlertSink } from "./alert-sink.ts";
import type { AlertSink } from "./alert-sink.ts";
import { mistake } from "./mistakes.ts";
import { startShare } from "./phases.ts";
import { checkPrograms, checkRules } from "./program.ts";
import { startPrometheus } from "./prometheus-process.ts";
import type { RunningPrometheus } from "./prometheus-process.ts";
import { scrapeBegan } from "./readiness.ts";
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
  const listener = alertListener(settings, run.wall, surroundings);
  const sink = await openAlertSink(listener.hear);
  try {
    const { prometheus, scrapeMs } = await started(settings, run, surroundings, sink, stopped);
    listener.scrapedAt(scrapeMs);
    await run.wall.sleepUntilMs(startMs(scrapeMs, settings, run, surroundings));
    return {
      observe: async () => undefined,
      stop: (graceMs) =>
        end(prometheus, sink, listener, Math.min(graceMs, lastThoughtsMs(settings)), run.wall),
    };
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/** It is noticed just after a scrape that scraping has begun: without a pause every drill would begin in one phase. */
function startMs(
  scrapeMs: number,
  settings: PrometheusSettings,
  { phases, wall }: RunSettings,
  { seed }: Pick<RemoteSurroundings, "seed">,
): number {
  const scrapes = Math.ceil((wall.nowMs() - scrapeMs) / settings.scrapeMs);
  return scrapeMs + (scrapes + startShare(phases, seed)) * settings.scrapeMs;
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
  const watch = async (): Promise<void> => {
    const { code, signal } = await prometheus.process.exited;
    if (isStopping) return;
    const how = `ended in the middle of the drill (${signal ?? `code ${code ?? "none"}`})`;
    onError(mistake.engineFailed("prometheus", how, prometheus.process.lastWords()));
  };
  void watch();
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
  listener: AlertListener,
  waitMs: number,
  wall: Clock,
): Promise<void> {
  if (waitMs > 0) await wall.sleepUntilMs(wall.nowMs() + waitMs);
  listener.close();
  await prometheus.stop();
  await sink.close();
}
