import type { Floor, OnsetRange, Repeat, RepeatedDetector } from "../../domain/results/repeat.ts";
import { efficiencyOf } from "../../domain/results/repeat.ts";
import type {
  DelaySummary,
  DetectorStatistics,
  KindStatistics,
  QuantileEstimate,
} from "../../domain/results/statistics.ts";
import { boundConfidence } from "../../domain/results/statistics.ts";
import { printableJson } from "../../domain/text/printable.ts";
import { verdictSchemaVersion } from "../../domain/verdict.ts";
import { verdictFields } from "./verdict.ts";

/** The document about one or more repeats: every drill's verdict, and what they say together. Ends in a newline. */
export function repeatJson(repeats: readonly Repeat[]): string {
  return `${printableJson(JSON.stringify(repeatDocument(repeats), undefined, 2))}\n`;
}

/** What `verdict.json` of a repeat holds. Delays that are no number, for a miss has none, are left out. */
export function repeatDocument(repeats: readonly Repeat[]): object {
  return {
    schemaVersion: verdictSchemaVersion,
    drills: repeats.flatMap(({ verdicts }) => verdicts.map(verdictFields)),
    repeat: { confidence: boundConfidence, scenarios: repeats.map(repeatFields) },
  };
}

function repeatFields(repeat: Repeat): object {
  const { scenario, clock, firstSeed, drills, onset, demand, passed, detectors, failed, failures } = repeat;
  return {
    scenario,
    clock,
    seeds: { from: firstSeed, count: drills },
    onset: onsetFields(onset),
    asked: demand.kind === "share" ? { atLeast: demand.atLeast } : { everyDrill: true },
    passed,
    detectors: detectors.map(detectorFields),
    failed,
    failures,
  };
}

function onsetFields(onset: OnsetRange): object | undefined {
  switch (onset.kind) {
    case "none":
      return undefined;
    case "fixed":
      return { from: onset.index, until: onset.index };
    case "drawn":
      return { from: onset.from, until: onset.until };
  }
}

function detectorFields({ statistics, passed, floors }: RepeatedDetector): object {
  const { gate, error } = statistics;
  return {
    name: gate.detector,
    options: gate.options,
    severity: gate.severity,
    passed,
    error,
    ...statisticsFields(statistics, floors),
  };
}

/** @param floors - by kind of incident, where there is one */
function statisticsFields(
  { drills, passed, kinds, falseAlarms, quiet, worst }: DetectorStatistics,
  floors: ReadonlyMap<string, Floor>,
): object {
  return {
    drills,
    drillsPassed: passed,
    incidents: kinds.map((kind) => kindFields(kind, floors.get(kind.kind))),
    falseAlarms,
    quiet,
    worst,
  };
}

function kindFields(kind: KindStatistics, floor: Floor | undefined): object {
  const { within, outcomes, affected, ms, inTime } = kind;
  return {
    kind: kind.kind,
    within,
    outcomes,
    missed: kind.missed,
    inTime,
    delayAffected: delayFields(affected),
    delayMs: delayFields(ms),
    floor: floor === undefined ? undefined : { ...floor, state: "zero" },
    efficiency: floor === undefined ? undefined : efficiencyOf(floor, kind),
  };
}

function delayFields({ p50, p95, longest, restrictedMean, horizon }: DelaySummary): object {
  return {
    p50: quantileFields(p50),
    p95: quantileFields(p95),
    longest: finite(longest),
    restrictedMean,
    horizon,
  };
}

function quantileFields({ value, low, high }: QuantileEstimate): object {
  return { value: finite(value), low: finite(low), high: finite(high) };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
