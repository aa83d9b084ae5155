import type { Clock } from "../../../domain/clock.ts";
import { within } from "../guarded-process.ts";
import { isJsonObject, objectOf, textOf } from "../json-fields.ts";
import { parseGoTime } from "./go-time.ts";
import { mistake } from "./mistakes.ts";
import type { RunningPrometheus } from "./prometheus-process.ts";

const pollMs = 50;

/**
 * Resolves when it has scraped the target at least twice and knows whom to tell of alerts, 5 to 10 s after its start:
 * being ready, as it calls it, is neither.
 * @returns the instant of a scrape, Unix milliseconds
 * @throws FiredrillError ENGINE_FAILED
 */
export async function scrapeBegan(
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
