import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Clock } from "../../../domain/clock.ts";
import type { GuardedProcess } from "../guarded-process.ts";
import { startGuarded, within } from "../guarded-process.ts";
import { formatDuration } from "./duration.ts";
import { mistake } from "./mistakes.ts";
import type { PrometheusSettings } from "./settings.ts";

/** What one Prometheus is to do. */
export interface PrometheusOrder {
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

export interface RunningPrometheus {
  /** Of its API, without a slash at the end. */
  readonly url: string;
  readonly process: GuardedProcess;
  readonly stop: () => Promise<void>;
}

const stopGraceMs = 2000;

/** Resolves when it answers. @throws FiredrillError ENGINE_FAILED */
export async function startPrometheus(
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
