import type { Gate } from "../../domain/gate.ts";
import { falseAlarmsAllowed, isWanted, lineFor, timeBoundMs } from "../../domain/gate.ts";
import type {
  DelaySummary,
  DetectorStatistics,
  DrillReference,
  KindStatistics,
  ResetSummary,
  ShareEstimate,
} from "../../domain/results/statistics.ts";
import { boundConfidence } from "../../domain/results/statistics.ts";
import type { CellDetector, CellKind } from "../../domain/results/sweep.ts";
import type { KeyedIncident } from "../../domain/results/trace.ts";
import type { Within } from "../../domain/scenario.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type {
  DetectorVerdict,
  IncidentVerdict,
  Outcome,
  Verdict,
  VerdictError,
} from "../../domain/verdict.ts";
import type { Delays, ObservedDelay } from "../statistics/delays.ts";
import { clopperPearsonLower, delayQuantile, restrictedMeanDelay } from "../statistics/delays.ts";
import { falseAlarmRate } from "../statistics/false-alarm-rate.ts";

/** Takes drill by drill, in any order, and keeps two numbers for each incident. */
interface StatisticsCollector {
  readonly add: (drill: DetectorDrill) => void;
  readonly finish: () => DetectorStatistics;
}

/** One detector in one drill. */
export interface DetectorDrill extends DrillReference {
  readonly verdict: DetectorVerdict;
  readonly incidents: readonly IncidentSample[];
  readonly exposure: Exposure;
}

interface KindSamples {
  readonly within: Within;
  readonly outcomes: Record<Outcome, number>;
  readonly affected: GrowingDelays;
  readonly ms: GrowingDelays;
  readonly resets: GrowingDelays;
  /** The shortest incident so far. */
  horizonAffected: number;
  horizonMs: number;
}

interface GrowingDelays extends Delays {
  readonly noticed: number[];
  readonly censored: number[];
}

interface Worst extends DrillReference {
  readonly delay: number;
}

/**
 * Drills that are equal to the last digit are replays of one: they count as one drill, for they prove no more. Drills in
 * error are never joined.
 */
export function statisticsCollector(gate: Gate): StatisticsCollector {
  const all = drillsCollector(gate);
  let first: { readonly drill: DetectorDrill; readonly print: string } | undefined;
  let [drills, areEqual] = [0, true];
  return {
    add: (drill) => {
      drills += 1;
      if (areEqual) {
        const print = drill.verdict.error === undefined ? printOf(drill) : undefined;
        if (first === undefined && print !== undefined) first = { drill, print };
        areEqual = first !== undefined && first.print === print;
      }
      all.add(drill);
    },
    finish: () => {
      if (!areEqual || drills < 2 || first === undefined) return all.finish();
      const one = drillsCollector(gate);
      one.add(first.drill);
      return { ...one.finish(), replays: drills };
    },
  };
}

/** Instants in microseconds are part of it, so that two drills with anything random in them differ. */
function printOf({ verdict, incidents, exposure }: DetectorDrill): string {
  return JSON.stringify([verdict, incidents, exposure]);
}

function drillsCollector(gate: Gate): StatisticsCollector {
  const kinds = new Map<string, KindSamples>();
  let [drills, crashed, passed, quiet, falseAlarms, pages] = [0, 0, 0, 0, 0, 0];
  let exposure: Exposure = { observations: 0, durationMs: 0 };
  let error: VerdictError | undefined;
  let worst: Worst | undefined;

  return {
    add: ({ seed, settings, verdict, incidents, exposure: more }) => {
      drills += 1;
      error ??= verdict.error;
      crashed += Number(verdict.error !== undefined);
      if (verdict.error !== undefined) return;
      passed += Number(verdict.passed);
      quiet += Number(verdict.falseAlarms <= falseAlarmsAllowed(gate));
      falseAlarms += verdict.falseAlarms;
      pages += verdict.pages;
      exposure = {
        observations: exposure.observations + more.observations,
        durationMs: exposure.durationMs + more.durationMs,
      };
      for (const sample of incidents) {
        addTo(kinds, sample);
        worst = worseOf(worst, { seed, settings, delay: lengthOf(sample.affected) });
      }
    },
    finish: () => ({
      gate,
      drills,
      passed,
      crashed,
      ...(error === undefined ? {} : { error }),
      kinds: [...kinds].map(([kind, collector]) => kindStatistics(gate, kind, collector)),
      falseAlarms: falseAlarmRate(exposure.observations, falseAlarms, exposure.durationMs),
      pages,
      pagesPerDrill: drills === crashed ? 0 : pages / (drills - crashed),
      ...(kinds.size > 0 || exposure.durationMs === 0
        ? {}
        : { pagesPerDay: (pages * msPerDay) / exposure.durationMs }),
      quiet: shareOf(quiet, drills),
      ...(worst === undefined ? {} : { worst: { seed: worst.seed, settings: worst.settings } }),
    }),
  };
}

const msPerDay = 86_400_000;

function addTo(kinds: Map<string, KindSamples>, sample: IncidentSample): void {
  const { kind, outcome, affected, ms, reset, lasted } = sample;
  const collector = kinds.get(kind) ?? {
    within: sample.within,
    outcomes: { detected: 0, late: 0, missed: 0, inconclusive: 0 },
    affected: { noticed: [], censored: [] },
    ms: { noticed: [], censored: [] },
    resets: { noticed: [], censored: [] },
    horizonAffected: Infinity,
    horizonMs: Infinity,
  };
  kinds.set(kind, collector);
  collector.outcomes[outcome] += 1;
  addDelay(collector.affected, affected);
  addDelay(collector.ms, ms);
  if (reset !== undefined) addDelay(collector.resets, reset);
  collector.horizonAffected = Math.min(collector.horizonAffected, lasted.affected);
  collector.horizonMs = Math.min(collector.horizonMs, lasted.ms);
}

function addDelay({ noticed, censored: cut }: GrowingDelays, { delay, censored }: ObservedDelay): void {
  (censored ? cut : noticed).push(delay);
}

function trialsOf({ noticed, censored }: Delays): number {
  return noticed.length + censored.length;
}

function worseOf(a: Worst | undefined, b: Worst): Worst {
  if (a === undefined || b.delay > a.delay) return b;
  return b.delay === a.delay && b.seed < a.seed ? b : a;
}

function lengthOf({ delay, censored }: ObservedDelay): number {
  return censored ? Infinity : delay;
}

function kindStatistics(gate: Gate, kind: string, collector: KindSamples): KindStatistics {
  const { within, outcomes, affected, ms } = collector;
  const line = lineFor(gate, kind);
  const trials = trialsOf(affected);
  const names = ["detected", "late", "missed", "inconclusive"] as const;
  const wanted = names
    .filter((outcome) => isWanted(line, outcome))
    .reduce((sum, outcome) => sum + outcomes[outcome], 0);
  return {
    kind,
    within,
    outcomes,
    missed: affected.censored.length,
    affected: delaySummary(affected, collector.horizonAffected),
    ms: delaySummary(ms, collector.horizonMs),
    ...(trialsOf(collector.resets) === 0 ? {} : { reset: resetSummary(collector.resets) }),
    inTime: shareOf(outcomes.detected, trials),
    ...(line === undefined ? {} : { asWanted: shareOf(wanted, trials) }),
  };
}

function delaySummary(delays: Delays, horizon: number): DelaySummary {
  return {
    p50: delayQuantile(delays, 0.5),
    p95: delayQuantile(delays, 0.95),
    longest: delays.censored.length > 0 ? Infinity : delays.noticed.reduce((a, b) => Math.max(a, b), 0),
    restrictedMean: restrictedMeanDelay(delays, horizon),
    horizon,
  };
}

function resetSummary(resets: Delays): ResetSummary {
  return {
    p50: delayQuantile(resets, 0.5),
    p95: delayQuantile(resets, 0.95),
    trials: trialsOf(resets),
    unresolved: resets.censored.length,
  };
}

export function shareOf(successes: number, trials: number): ShareEstimate {
  return { successes, trials, atLeast: clopperPearsonLower(successes, trials, boundConfidence) };
}

/** A drill as a repeat sees it. */
export interface RepeatedDrill {
  readonly verdict: Verdict;
  /** The truth: how long each incident lasted is how long a detector had. */
  readonly incidents: readonly KeyedIncident[];
}

/** What became of one incident for one detector. */
interface IncidentSample {
  readonly kind: string;
  readonly outcome: Outcome;
  readonly within: Within;
  /** In affected observations. */
  readonly affected: ObservedDelay;
  readonly ms: ObservedDelay;
  /** In milliseconds, from its end; absent when it was not noticed. */
  readonly reset?: ObservedDelay;
  /** How long the detector had, in the same units. */
  readonly lasted: { readonly affected: number; readonly ms: number };
}

/** How much of a drill was healthy, so that an alert in it would have been false. */
interface Exposure {
  readonly observations: number;
  readonly durationMs: number;
}

/**
 * A detection that stands on a row of the incident is a delay; anything else (missed, noticed only afterwards, or
 * already firing at the onset) is censored at the incident's end. Nothing is left out.
 */
export function incidentSamples(
  { incidents }: Pick<DetectorVerdict, "incidents">,
  truth: readonly KeyedIncident[],
): readonly IncidentSample[] {
  return incidents.flatMap((incident) => {
    const keyed = truth.find((one) => one.incident.id === incident.id);
    return keyed === undefined ? [] : [incidentSample(incident, keyed)];
  });
}

function incidentSample(verdict: IncidentVerdict, keyed: KeyedIncident): IncidentSample {
  const { kind, outcome, within, alertIndex, delayAffected, delayMs, resetMs } = verdict;
  const { fromMs, untilMs } = keyed.incident;
  const isInside = outcome === "detected" || (alertIndex !== undefined && alertIndex <= keyed.lastIndex);
  const lastedMs = Math.max(untilMs - fromMs, timeBoundMs(within) ?? 0);
  const lasted = { affected: keyed.affectedIndexes.length, ms: roundToMicros(lastedMs) };
  return {
    kind,
    outcome,
    within,
    affected: isInside ? observed(delayAffected ?? 0) : censoredAt(lasted.affected),
    ms: isInside ? observed(delayMs ?? 0) : censoredAt(lasted.ms),
    ...(alertIndex === undefined ? {} : { reset: resetMs === undefined ? censoredAt(0) : observed(resetMs) }),
    lasted,
  };
}

function observed(delay: number): ObservedDelay {
  return { delay, censored: false };
}

function censoredAt(delay: number): ObservedDelay {
  return { delay, censored: true };
}

/**
 * The rows outside every incident, without those after each in which an alert is not false: `windowSize` of recovery, or
 * as many as a longer deadline in time holds on average. Their time is the time outside the incidents, by the row.
 */
export function exposureOf(
  { observations, durationMs }: Pick<Verdict, "observations" | "durationMs">,
  truth: readonly KeyedIncident[],
  gate: Gate,
): Exposure {
  const affectedRows = rowsIn(truth.map(({ firstIndex, lastIndex }) => [firstIndex, lastIndex]));
  const healthyRows = observations - affectedRows;
  const affectedMs = truth.reduce((sum, { incident }) => sum + incident.untilMs - incident.fromMs, 0);
  const healthyMs = Math.max(0, durationMs - affectedMs);
  const rowsPerMs = healthyMs === 0 ? 0 : healthyRows / healthyMs;
  const rowsAfter = ({ kind, fromMs, untilMs }: KeyedIncident["incident"]): number => {
    const boundMs = timeBoundMs(lineFor(gate, kind)?.within ?? gate.windowSize) ?? 0;
    return Math.max(gate.windowSize, Math.ceil((fromMs + boundMs - untilMs) * rowsPerMs));
  };
  const watchedRows = rowsIn(
    truth.map(({ incident, firstIndex, lastIndex }) => [
      firstIndex,
      Math.min(observations - 1, lastIndex + rowsAfter(incident)),
    ]),
  );
  const judged = observations - watchedRows;
  return { observations: judged, durationMs: healthyRows === 0 ? 0 : (healthyMs * judged) / healthyRows };
}

/** How many rows stretches cover together. @param stretches - first and last row, in order of the first */
function rowsIn(stretches: readonly (readonly [number, number])[]): number {
  let [rows, covered] = [0, -1];
  for (const [first, last] of stretches) {
    rows += Math.max(0, last - Math.max(first, covered + 1) + 1);
    covered = Math.max(covered, last);
  }
  return rows;
}

/** What a sweep keeps of a cell. */
export function cellDetector({
  drills,
  replays,
  crashed,
  falseAlarms,
  kinds,
  worst,
  error,
}: DetectorStatistics): CellDetector {
  return {
    drills,
    ...(replays === undefined ? {} : { replays }),
    ...(crashed === 0 ? {} : { crashed }),
    falseAlarms: falseAlarms.falseAlarms,
    healthyObservations: falseAlarms.observations,
    kinds: kinds.map(cellKind),
    ...(worst === undefined ? {} : { worst }),
    ...(error === undefined ? {} : { error }),
  };
}

function cellKind({ kind, inTime, affected }: KindStatistics): CellKind {
  const { p50, p95, longest, restrictedMean: mean, horizon } = affected;
  return {
    kind,
    inTime,
    ...(p50.value === Infinity ? {} : { p50: p50.value }),
    ...(p95.value === Infinity ? {} : { p95: p95.value }),
    ...(longest === Infinity ? {} : { longest }),
    mean,
    horizon,
  };
}
