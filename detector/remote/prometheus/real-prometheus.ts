import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { RemoteAlert, RemoteContext } from "../../../domain/remote-detector.ts";
import type { Clock } from "../../../domain/time/clock.ts";
import type { GuardedProcess } from "../guarded-process.ts";
import { startGuarded, within } from "../guarded-process.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { textOf } from "../json-fields.ts";
import type { AlertSink } from "./alert-listener.ts";
import { alertListener, openAlertSink } from "./alert-listener.ts";
import type { Engine } from "./engine.ts";
import { firedNotes } from "./engine.ts";
import { scrapeJob } from "../../source.ts";
import { formatDuration, parseGoTime } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import { startShare } from "./offsets.ts";
import { checkPrograms, checkRules } from "./program.ts";
import { plainText } from "./promtool-rules.ts";
import type { SilentPart } from "./expression-values.ts";
import { silentAlerts, valueNotes } from "./expression-values.ts";
import { dataFrom, valuesBetween } from "./prometheus-api.ts";
import { watchRules } from "./rule-health.ts";
import { neededGroups, openingAlerts } from "./silent-rules.ts";
import type { PromtoolBatch } from "./promtool-batch.ts";
import type { PrometheusSettings } from "./settings.ts";
import type { TemporaryFolder } from "../temporary-folder.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** Settings for running Prometheus. */
export interface RunSettings {
  readonly offsets: "pinned" | "sampled";
  readonly startTimeoutMs: number;
  readonly wall: Clock;
  /** In a study on the virtual clock: evaluates its logs together. */
  readonly batch?: PromtoolBatch | undefined;
}

/**
 * Starts a Prometheus for this drill that scrapes the mock server and sends its alerts here; it gets no rows. Service
 * discovery alone takes five seconds, so it starts before the traffic.
 * @throws FiredrillError ENGINE_MISSING, BAD_RULES, ENGINE_FAILED
 */
export async function realPrometheus(
  settings: PrometheusSettings,
  run: RunSettings,
  context: RemoteContext,
  stopped: AbortSignal,
): Promise<Engine> {
  checkPrograms("prometheus", "promtool");
  await checkRules(settings.rules, run.wall);
  const alerts: RemoteAlert[] = [];
  const onAlert = (alert: RemoteAlert): void => {
    alerts.push(alert);
    context.onAlert(alert);
  };
  const listener = alertListener(settings, run.wall, { ...context, onAlert });
  let silent: readonly SilentPart[] = [];
  const sink = await openAlertSink(listener.receive);
  try {
    const { prometheus, scrapeMs } = await startedAt(settings, run, context, sink, stopped);
    listener.scrapedAt(scrapeMs);
    await run.wall.sleepUntilMs(startMs(scrapeMs, settings, run, context));
    const watch = watchRules({
      url: prometheus.url,
      groups: neededGroups(settings),
      wall: run.wall,
      onError: context.onError,
    });
    return {
      observe: async () => undefined,
      notes: () => firedNotes(alerts),
      explain: (atMs, what) => valueNotes(silent, atMs, what),
      stop: async (graceMs) => {
        const waitMs = Math.min(graceMs, lastAlertMs(settings));
        if (waitMs > 0) {
          await run.wall.sleepUntilMs(run.wall.nowMs() + waitMs);
          await watch.finish();
          silent = await silentParts(prometheus.url, settings, keysOf(alerts), scrapeMs, run.wall);
        } else watch.abandon();
        listener.close();
        await prometheus.stop();
        await sink.close();
      },
    };
  } catch (error) {
    await sink.close();
    throw error;
  }
}

/**
 * When the drill starts. Polling notices the first scrapes just after one of them; without this pause every drill
 * would start at the same offset.
 */
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
  const config = {
    settings,
    target: new URL(targetUrl).host,
    alertmanager: address,
    ...(offsets === "pinned"
      ? ({ run: "pinned", rulesPath: "own" } as const)
      : ({ run: String(seed), rulesPath: "copied" } as const)),
  };
  const limitMs = startTimeoutMs + discoveryMs + 3 * settings.scrapeMs;
  const prometheus = await startPrometheus(config, limitMs, wall);
  try {
    const scrapeMs = await secondScrape(prometheus, limitMs, wall, stopped);
    return { prometheus: watched(prometheus, onError), scrapeMs };
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
}

/** Reports an error when the process ends before `stop`. */
function watched(prometheus: RunningPrometheus, onError: RemoteContext["onError"]): RunningPrometheus {
  let isStopping = false;
  const watch = async (): Promise<void> => {
    const { code, signal } = await prometheus.process.exited;
    if (isStopping) return;
    const how = `ended during the drill (${signal ?? `code ${code ?? "none"}`})`;
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

/** Time for a last scrape, evaluation and post. */
function lastAlertMs({ scrapeMs, evaluationMs, groupWaitMs }: PrometheusSettings): number {
  return scrapeMs + evaluationMs + groupWaitMs + 250;
}

function keysOf(alerts: readonly RemoteAlert[]): readonly string[] {
  return alerts.flatMap(({ key, state }) => (state === "firing" && key !== undefined ? [key] : []));
}

const askingMs = 5000;

/** The values of the alerts that did not fire; none if Prometheus does not say them soon. */
async function silentParts(
  url: string,
  settings: PrometheusSettings,
  keys: readonly string[],
  fromMs: number,
  wall: Clock,
): Promise<readonly SilentPart[]> {
  const { scrapeMs: stepMs } = settings;
  const asked = new AbortController();
  const span = { fromMs, untilMs: wall.nowMs(), stepMs };
  const asking = Promise.all(
    silentAlerts(openingAlerts(settings), keys).flatMap(({ alert, parts }) =>
      parts.map(async (part) => {
        const samples = await valuesBetween(url, part.value, span, asked.signal);
        return { ...part, alert, evaluationMs: stepMs, samples };
      }),
    ),
  );
  const inTime = await within(askingMs, wall, asking);
  asked.abort();
  return inTime === "late" ? [] : asking;
}

/** The configuration of one Prometheus. */
interface PrometheusConfig {
  readonly settings: PrometheusSettings;
  /** Host and port to scrape. */
  readonly target: string;
  /** Host and port to send alerts to. */
  readonly alertmanager: string;
  /** Prometheus derives the scrape and evaluation offsets from hashes of this, the target and the rules' path. */
  readonly run: string;
  /** `copied` gives the rules a new path in every drill. */
  readonly rulesPath: "own" | "copied";
}

interface RunningPrometheus {
  /** Base URL of its API, without a trailing slash. */
  readonly url: string;
  readonly process: GuardedProcess;
  readonly stop: () => Promise<void>;
}

const stopGraceMs = 2000;

/** Resolves when it listens. @throws FiredrillError ENGINE_FAILED */
async function startPrometheus(
  settings: PrometheusConfig,
  limitMs: number,
  wall: Clock,
): Promise<RunningPrometheus> {
  const folder = makeTemporaryFolder("prometheus");
  const started = startedIn(folder, settings);
  started.stdout.resume();
  const stop = async (): Promise<void> => {
    await started.stop(stopGraceMs, wall);
    folder.remove();
  };
  try {
    return { url: `http://${await listeningAddress(started, limitMs, wall)}`, process: started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startedIn(folder: TemporaryFolder, settings: PrometheusConfig): GuardedProcess {
  try {
    const path = join(folder.path, "prometheus.yml");
    writeFileSync(path, JSON.stringify(configOf(settings, folder.path)));
    return startGuarded({ command: commandFor(path, folder.path), stdin: "ignore" });
  } catch (error) {
    folder.remove();
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

/** Written as JSON, which is valid YAML. */
function configOf(
  { settings, target, alertmanager, run, rulesPath }: PrometheusConfig,
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
    rule_files: settings.rules.files.map((file, at) =>
      rulesPath === "own" && file.kind === "plain"
        ? file.path
        : copiedRules(plainText(file), join(folder, `rules-${at}.yml`)),
    ),
    scrape_configs: [{ job_name: scrapeJob, static_configs: [{ targets: [target] }] }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  };
}

function copiedRules(text: string, path: string): string {
  writeFileSync(path, text);
  return path;
}

async function listeningAddress(started: GuardedProcess, limitMs: number, wall: Clock): Promise<string> {
  const listening = addressOn(started.stderr);
  const inTime = await within(limitMs, wall, Promise.race([listening, started.exited]));
  const address = await Promise.race([listening, Promise.resolve(undefined)]);
  if (address !== undefined) return address;
  const problem =
    inTime === "late" ? `did not listen within ${limitMs / 1000} s` : "ended immediately after its start";
  throw mistake.engineFailed("prometheus", problem, started.lastWords());
}

function addressOn(stderr: Readable): Promise<string> {
  return new Promise((resolve) => {
    let output = "";
    const read = (chunk: Buffer): void => {
      output += chunk.toString("utf8");
      const address = /msg="Listening on".* address=(\S+)/.exec(output)?.[1];
      if (address === undefined) return;
      stderr.off("data", read);
      resolve(address);
    };
    stderr.on("data", read);
  });
}

const pollMs = 50;

/**
 * Resolves after at least two scrapes of the target, when Prometheus knows the alert sink: 5 to 10 s after its start.
 * Its own readiness check passes earlier.
 * @returns the time of a scrape, Unix milliseconds
 * @throws FiredrillError ENGINE_FAILED
 */
async function secondScrape(
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
  const late = `did not scrape the target twice and find its alertmanager within ${limitMs / 1000} s`;
  const problem = isRunning ? late : "ended before it scraped the target";
  throw mistake.engineFailed("prometheus", problem, process.lastWords());
}

async function lastScrape(url: string): Promise<number | undefined> {
  const { activeTargets: targets } = await dataFrom(`${url}/api/v1/targets`);
  const target: unknown = Array.isArray(targets) ? targets[0] : undefined;
  if (!isJsonObject(target) || target["health"] !== "up") return undefined;
  return parseGoTime(textOf(target, "lastScrape") ?? "");
}

async function knowsAlertmanager(url: string): Promise<boolean> {
  const { activeAlertmanagers: active } = await dataFrom(`${url}/api/v1/alertmanagers`);
  return Array.isArray(active) && active.length > 0;
}
