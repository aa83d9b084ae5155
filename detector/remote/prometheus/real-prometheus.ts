import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import type { GuardedProcess } from "../guarded-process.ts";
import { startGuarded, within } from "../guarded-process.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { objectOf, textOf } from "../json-fields.ts";
import type { AlertListener, AlertSink } from "./alert-listener.ts";
import { alertListener, openAlertSink } from "./alert-listener.ts";
import { formatDuration, parseGoTime } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { startShare } from "./offsets.ts";
import { checkPrograms, checkRules } from "./program.ts";
import type { PrometheusSettings } from "./settings.ts";

/** How this Prometheus is run. */
export interface RunSettings {
  readonly offsets: "pinned" | "sampled";
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
  context: RemoteContext,
  stopped: AbortSignal,
): Promise<Pick<RemoteDetector, "observe" | "stop">> {
  checkPrograms("prometheus", "promtool");
  await checkRules(settings.rules, run.wall);
  const listener = alertListener(settings, run.wall, context);
  const sink = await openAlertSink(listener.hear);
  try {
    const { prometheus, scrapeMs } = await startedAt(settings, run, context, sink, stopped);
    listener.scrapedAt(scrapeMs);
    await run.wall.sleepUntilMs(startMs(scrapeMs, settings, run, context));
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

/** It is noticed just after a scrape that scraping has begun: without a pause every drill would begin with the same offset. */
function startMs(
  scrapeMs: number,
  settings: PrometheusSettings,
  { offsets, wall }: RunSettings,
  { seed }: Pick<RemoteContext, "seed">,
): number {
  const scrapes = Math.ceil((wall.nowMs() - scrapeMs) / settings.scrapeMs);
  return scrapeMs + (scrapes + startShare(offsets, seed)) * settings.scrapeMs;
}

const discoveryMs = 5000;

async function startedAt(
  settings: PrometheusSettings,
  { offsets, startTimeoutMs, wall }: RunSettings,
  { seed, targetUrl = "", onError }: RemoteContext,
  { address }: AlertSink,
  stopped: AbortSignal,
): Promise<{ readonly prometheus: RunningPrometheus; readonly scrapeMs: number }> {
  const order = {
    settings,
    target: new URL(targetUrl).host,
    alertmanager: address,
    ...(offsets === "pinned"
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
function watched(prometheus: RunningPrometheus, onError: RemoteContext["onError"]): RunningPrometheus {
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

/** What one Prometheus is to do. */
interface PrometheusOrder {
  readonly settings: PrometheusSettings;
  /** Host and port of what it scrapes. */
  readonly target: string;
  /** Host and port of whom it tells. */
  readonly alertmanager: string;
  /** Phases of scrape and evaluation are hashes of this, of the target and of the rules' path. */
  readonly run: string;
  /** Whether the path of the rules is new each time. */
  readonly rulesPath: "own" | "copied";
}

interface RunningPrometheus {
  /** Of its API, without a slash at the end. */
  readonly url: string;
  readonly process: GuardedProcess;
  readonly stop: () => Promise<void>;
}

const stopGraceMs = 2000;

/** Resolves when it answers. @throws FiredrillError ENGINE_FAILED */
async function startPrometheus(
  order: PrometheusOrder,
  limitMs: number,
  wall: Clock,
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-prometheus-"));
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, JSON.stringify(configOf(order, folder)));
  const started = startGuarded({ command: commandFor(config, folder), stdin: "ignore" });
  started.stdout.resume();
  const stop = async (): Promise<void> => {
    await started.stop(stopGraceMs, wall);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return { url: `http://${await listeningAddress(started, limitMs, wall)}`, process: started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function commandFor(config: string, folder: string): readonly string[] {
  return [
    "prometheus",
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, "data")}`,
    "--storage.tsdb.retention.time=1h",
    "--web.listen-address=127.0.0.1:0",
    "--log.level=info",
  ];
}

/** JSON, which YAML is a superset of. */
function configOf(
  { settings, target, alertmanager, run, rulesPath }: PrometheusOrder,
  folder: string,
): unknown {
  const scrape = formatDuration(settings.scrapeMs);
  return {
    global: {
      scrape_interval: scrape,
      scrape_timeout: scrape,
      evaluation_interval: formatDuration(settings.evaluationMs),
      external_labels: { firedrill_run: run },
    },
    rule_files: [rulesPath === "own" ? settings.rules.path : copiedRules(settings.rules.text, folder)],
    scrape_configs: [{ job_name: "firedrill", static_configs: [{ targets: [target] }] }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  };
}

function copiedRules(text: string, folder: string): string {
  const path = join(folder, "rules.yml");
  writeFileSync(path, text);
  return path;
}

async function listeningAddress(started: GuardedProcess, limitMs: number, wall: Clock): Promise<string> {
  const listening = addressSaidOn(started.stderr);
  const inTime = await within(limitMs, wall, Promise.race([listening, started.exited]));
  const address = await Promise.race([listening, Promise.resolve(undefined)]);
  if (address !== undefined) return address;
  const what =
    inTime === "late" ? `did not listen within ${limitMs / 1000} s` : "ended as soon as it started";
  throw mistake.engineFailed("prometheus", what, started.lastWords());
}

function addressSaidOn(stderr: Readable): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const read = (chunk: Buffer): void => {
      said += chunk.toString("utf8");
      const address = /msg="Listening on".* address=(\S+)/.exec(said)?.[1];
      if (address === undefined) return;
      stderr.off("data", read);
      resolve(address);
    };
    stderr.on("data", read);
  });
}

const pollMs = 50;

/**
 * Resolves when it has scraped the target at least twice and knows whom to tell of alerts, 5 to 10 s after its start:
 * being ready, as it calls it, is neither.
 * @returns the instant of a scrape, Unix milliseconds
 * @throws FiredrillError ENGINE_FAILED
 */
async function scrapeBegan(
  { url, process }: Pick<RunningPrometheus, "url" | "process">,
  limitMs: number,
  wall: Clock,
  stopped: AbortSignal,
): Promise<number> {
  const untilMs = wall.nowMs() + limitMs;
  const scrapes = new Set<number>();
  let isRunning = true;
  const isWanted = (): boolean => isRunning && !stopped.aborted && wall.nowMs() < untilMs;
  while (isWanted()) {
    const scrapeMs = await lastScrape(url);
    if (scrapeMs !== undefined) scrapes.add(scrapeMs);
    if (scrapeMs !== undefined && scrapes.size >= 2 && (await knowsAlertmanager(url))) return scrapeMs;
    isRunning = (await within(pollMs, wall, process.exited)) === "late";
  }
  const late = `had not scraped the target twice and found its alertmanager within ${limitMs / 1000} s`;
  const what = isRunning ? late : "ended before it had scraped anything";
  throw mistake.engineFailed("prometheus", what, process.lastWords());
}

async function lastScrape(url: string): Promise<number | undefined> {
  const { activeTargets: targets } = await ask(`${url}/api/v1/targets`);
  const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
  if (!isJsonObject(target) || target["health"] !== "up") return undefined;
  return parseGoTime(textOf(target, "lastScrape") ?? "");
}

async function knowsAlertmanager(url: string): Promise<boolean> {
  const { activeAlertmanagers: active } = await ask(`${url}/api/v1/alertmanagers`);
  return Array.isArray(active) && active.length > 0;
}

/** The `data` of an answer; empty where there is none yet. */
async function ask(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer: unknown = await (await fetch(url)).json();
    return isJsonObject(answer) ? objectOf(answer, "data") : {};
  } catch {
    return {};
  }
}
