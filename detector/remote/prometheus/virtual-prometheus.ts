import { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert, RemoteDetector, RemoteContext } from "../../../domain/remote-detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { MetricsLog, ScrapedLog } from "../../source.ts";
import { detectorKit } from "../../sources.ts";
import { chosenOffsets, offsetGrid } from "./offsets.ts";
import { checkPrograms, checkRules } from "./program.ts";
import type { RunSettings } from "./real-prometheus.ts";
import type { PrometheusSettings } from "./settings.ts";
import { heldBackMs } from "./settings.ts";
import type { SimulatedChange, SimulatedRun } from "./simulated-prometheus.ts";
import { simulatePrometheus } from "./simulated-prometheus.ts";

type Engine = Pick<RemoteDetector, "observe" | "stop">;

/**
 * Prometheus on virtual time: promtool evaluates the rules on simulated scrapes of the log once there are no more
 * rows.
 * @throws FiredrillError ENGINE_MISSING, BAD_RULES
 */
export async function virtualPrometheus(
  settings: PrometheusSettings,
  { offsets, wall }: Pick<RunSettings, "offsets" | "wall">,
  { seed, onAlert, onError }: RemoteContext,
): Promise<Engine> {
  checkPrograms("promtool");
  await checkRules(settings.rules, wall);
  let log: MetricsLog<Observation> | undefined;
  return {
    observe: async (rows) => {
      for (const row of rows) {
        log ??= detectorKit(row.kind).metrics?.(settings.counters);
        log?.add(row);
      }
    },
    stop: async (graceMs) => {
      if (graceMs === 0 || log?.startMs() === undefined) return;
      try {
        const run = await simulatePrometheus(log, settings, graceMs, wall);
        const firstMs = run.map((changes) => changes[0]?.atMs ?? Infinity);
        for (const alert of alertsOf(run, chosenOffsets(offsets, seed, firstMs), log, settings))
          onAlert(alert);
      } catch (error) {
        if (!(error instanceof FiredrillError)) throw error;
        onError(error);
      }
    },
  };
}

/** Sorted by time. An alert that still fires when the log ends resolves there. */
function alertsOf(
  run: SimulatedRun,
  offset: number,
  log: Pick<ScrapedLog, "startMs" | "endMs">,
  settings: PrometheusSettings,
): readonly RemoteAlert[] {
  const { groupWaitMs } = settings;
  return episodesOf(run[offset] ?? [])
    .flatMap(({ firings, end }) => {
      const [first] = firings;
      if (first === undefined) return [];
      const postedMs = first.atMs + groupWaitMs;
      if (end !== undefined && end.atMs < postedMs) return [];
      const posted = firings.map((firing) =>
        firingAlert(firing, Math.max(firing.atMs, postedMs), run, log.startMs() ?? 0, settings),
      );
      const { key, severity, atMs } = end ?? { ...first, atMs: Math.max(log.endMs(), postedMs) };
      return [...posted, { key, severity, state: "resolved" as const, atMs }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

function firingAlert(
  { key, severity, state, atMs, scrapedMs, annotations }: SimulatedChange,
  postedMs: number,
  run: SimulatedRun,
  startMs: number,
  settings: PrometheusSettings,
): RemoteAlert & { readonly atMs: number } {
  const rule = settings.alerts.find(({ name }) => key === name || key.startsWith(`${name}{`));
  const pendingMs = atMs - (rule === undefined ? 0 : heldBackMs(rule, settings));
  const parts = [
    annotations["summary"] ?? annotations["description"] ?? rule?.expr,
    spreadOf(run, key, startMs),
  ];
  return {
    key,
    severity,
    state,
    atMs: postedMs,
    evidence: parts.filter((part) => part !== undefined).join("; "),
    stations: [
      { name: "scraped", atMs: Math.min(scrapedMs, pendingMs) },
      { name: "pending", atMs: pendingMs },
      { name: "firing", atMs },
      { name: "posted", atMs: postedMs },
    ],
  };
}

/** Describes how much the delay depends on the offsets. */
function spreadOf(run: SimulatedRun, key: string, startMs: number): string {
  const firsts = firstFiresMs(run, key).map((atMs) => atMs - startMs);
  const [least = 0, middle = 0, most = 0] = [0, 0.5, 1].map(
    (share) => firsts[Math.round(share * (firsts.length - 1))],
  );
  const shown = [least, middle, most].map((ms) => `${(ms / 1000).toFixed(2)} s`);
  return (
    `first fires ${shown[0]} to ${shown[2]} after the start of the log, median ${shown[1]}, ` +
    `with ${firsts.length} of ${offsetGrid.length} offsets of scrape and evaluation`
  );
}

/** Times at which an alert first fires, ascending, for the offsets with which it fires. */
export function firstFiresMs(run: SimulatedRun, key: string): readonly number[] {
  return run
    .flatMap(
      (changes) => changes.find((change) => change.key === key && change.state === "firing")?.atMs ?? [],
    )
    .toSorted((a, b) => a - b);
}

/** An alert's episode. */
interface AlertSpan {
  /** Sorted by time; more than one if it rises from warning to error. */
  readonly firings: readonly SimulatedChange[];
  /** Absent if it still fires when the log ends. */
  readonly end?: SimulatedChange;
}

/** @param changes - sorted by time */
export function episodesOf(changes: readonly SimulatedChange[]): readonly AlertSpan[] {
  const over: AlertSpan[] = [];
  const open = new Map<string, SimulatedChange[]>();
  for (const change of changes) {
    const firings = open.get(change.key) ?? [];
    if (change.state === "firing") open.set(change.key, [...firings, change]);
    else if (open.delete(change.key)) over.push({ firings, end: change });
  }
  return [...over, ...[...open.values()].map((firings) => ({ firings }))];
}
