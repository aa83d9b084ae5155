import { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert, RemoteContext } from "../../../domain/remote-detector.ts";
import type { Observation } from "../../../domain/sources.ts";
import type { MetricsLog, ScrapedLog } from "../../source.ts";
import { detectorKit } from "../../sources.ts";
import type { Engine } from "./engine.ts";
import { firedNotes } from "./engine.ts";
import type { SilentPart } from "./expression-values.ts";
import { silentAlerts, valueNotes } from "./expression-values.ts";
import { chosenOffsets, drawnOffset, offsetGrid } from "./offsets.ts";
import { boundaryMs } from "./prediction.ts";
import { checkPrograms, checkRules } from "./program.ts";
import type { RunSettings } from "./real-prometheus.ts";
import type { PrometheusSettings } from "./settings.ts";
import { heldBackMs } from "./settings.ts";
import type { SimulatedChange, SimulatedRun } from "./simulated-prometheus.ts";
import type { PromtoolWatch } from "./simulated-prometheus.ts";
import { sharedIntervalMs, simulatePrometheus, simulateValues } from "./simulated-prometheus.ts";
import { neededGroups, openingAlerts } from "./silent-rules.ts";

/**
 * Prometheus on virtual time: promtool evaluates the rules on simulated scrapes of the log once there are no more
 * rows. In a study it evaluates no pair of offsets but the one that counts, if the seed draws it, and explains nothing.
 * @throws FiredrillError ENGINE_MISSING, BAD_RULES
 */
export async function virtualPrometheus(
  settings: PrometheusSettings,
  { offsets, wall, batch }: Pick<RunSettings, "offsets" | "wall" | "batch">,
  { seed, onAlert, onError, onProgress }: RemoteContext,
  signal: AbortSignal,
): Promise<Engine> {
  if (batch === undefined) {
    checkPrograms("promtool");
    await checkRules(settings.rules, wall);
  } else await batch.check(settings.rules);
  const drawn = batch === undefined || offsets === "pinned" ? undefined : drawnOffset(seed);
  const groups = neededGroups(settings);
  sharedIntervalMs(groups, settings);
  let log: MetricsLog<Observation> | undefined;
  let fired: readonly string[] = [];
  let silent: readonly SilentPart[] = [];
  const onOffset = (offset: number): void =>
    onProgress?.(`promtool evaluates the rules, part ${offset} of ${offsetGrid.length}`);
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
        const watch = { limitMs: settings.limitMs, wall, signal };
        const pairs = drawn === undefined ? offsetGrid : offsetGrid.slice(drawn, drawn + 1);
        const run = await simulatePrometheus(log, settings, { ...watch, onOffset }, pairs, batch?.evaluate);
        if (signal.aborted) return;
        const firstMs = run.map((changes) => changes[0]?.atMs ?? Infinity);
        const offset = drawn === undefined ? chosenOffsets(offsets, seed, firstMs) : 0;
        const alerts = alertsOf(run, offset, log, settings);
        fired = firedNotes(alerts);
        if (batch === undefined) silent = await silentParts(log, settings, offset, run[offset] ?? [], watch);
        for (const alert of alerts) onAlert(alert);
      } catch (error) {
        if (!(error instanceof FiredrillError)) throw error;
        onError(error);
      }
    },
    notes: () => [...offsetNotes(settings), ...fired],
    explain: (atMs, what) => valueNotes(silent, atMs, what),
  };
}

/** The values of the alerts that did not fire with the offsets that count. */
async function silentParts(
  log: ScrapedLog,
  settings: PrometheusSettings,
  offset: number,
  changes: readonly SimulatedChange[],
  watch: Omit<PromtoolWatch, "onOffset">,
): Promise<readonly SilentPart[]> {
  const silent = silentAlerts(
    openingAlerts(settings),
    changes.map(({ key }) => key),
  );
  const exprs = [...new Set(silent.flatMap(({ parts }) => parts.map(({ value }) => value)))];
  if (exprs.length === 0) return [];
  const evaluationMs = sharedIntervalMs(neededGroups(settings), settings);
  const values = await simulateValues(log, settings, offset, exprs, watch);
  return silent.flatMap(({ alert, parts }) =>
    parts.map((part) => ({ ...part, alert, evaluationMs, samples: values.get(part.value) ?? [] })),
  );
}

/** On alerts whose groups have offsets of their own in Prometheus, which promtool has not. */
function offsetNotes(settings: PrometheusSettings): readonly string[] {
  const later = settings.alerts.flatMap((alert) => {
    const mostMs = boundaryMs(alert, settings);
    return mostMs === 0 ? [] : [{ name: alert.name, mostMs }];
  });
  if (later.length === 0) return [];
  const names = [...new Set(later.map(({ name }) => name))];
  const mostMs = Math.max(...later.map((alert) => alert.mostMs));
  return [
    `${listed(names)} read${names.length === 1 ? "s" : ""} what another group records. promtool evaluates all groups at one instant, in the order of the files; Prometheus gives each group an offset of its own, which can add up to ${mostMs / 1000} s.`,
  ];
}

const mostNamed = 5;

/** `A, B and 3 more`. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
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
    ...(run.length === offsetGrid.length ? [spreadOf(run, key, startMs)] : []),
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
