import type { Gate } from "../gate.ts";
import type { VerdictError } from "../verdict.ts";
import { detectorLabels } from "./labels.ts";
import type { CrashedDetector, DrillReference, ShareEstimate } from "./statistics.ts";

/** The results of a sweep. */
export interface Sweep {
  readonly scenario: string;
  readonly axes: readonly Axis[];
  /** Drills per cell. */
  readonly seeds: number;
  readonly gates: readonly Gate[];
  /** The finished cells, in order. */
  readonly cells: readonly CellResult[];
  /** The command that sweeps again. */
  readonly command: string;
  /** The command that replays a cell's worst drill for one of the detectors. */
  readonly commandFor: (cell: CellResult, detector: number) => string;
}

/** One kind of incident in one cell. Delays are in affected observations; absent when they fall among the misses. */
export interface CellKind {
  readonly kind: string;
  readonly inTime: ShareEstimate;
  readonly p50?: number;
  readonly p95?: number;
  readonly longest?: number;
  /** A miss counts as the horizon. */
  readonly mean: number;
  readonly horizon: number;
}

/** One detector in one cell. */
export interface CellDetector {
  readonly drills: number;
  /** Identical drills that count as one; absent when drills differ. */
  readonly replays?: number;
  /** Drills in which the detector failed; absent when there were none. */
  readonly crashed?: number;
  readonly falseAlarms: number;
  readonly healthyObservations: number;
  readonly kinds: readonly CellKind[];
  /** The worst drill; absent without incidents. */
  readonly worst?: DrillReference;
  /** The error of the first crashed drill. */
  readonly error?: VerdictError;
}

/** A line of `cells.ndjson`. */
export interface CellResult {
  readonly index: number;
  readonly settings: readonly string[];
  /** In the order of the sweep's detectors. */
  readonly detectors: readonly CellDetector[];
}

/** The detectors that failed in some drills, with their drills of all cells. */
export function crashedIn({ gates, cells }: Pick<Sweep, "gates" | "cells">): readonly CrashedDetector[] {
  const names = detectorLabels(gates.map(({ detector, options }) => ({ name: detector, options })));
  return names.flatMap((detector, at) => {
    const results = cells.flatMap(({ detectors }) => detectors[at] ?? []);
    const error = results.find((result) => result.error !== undefined)?.error;
    if (error === undefined) return [];
    const sum = (field: "crashed" | "drills"): number =>
      results.reduce((total, result) => total + (result[field] ?? 0), 0);
    return [{ detector, crashed: sum("crashed"), drills: sum("drills"), error }];
  });
}

/** A varied setting and its values. */
export interface Axis {
  /** As `--set` takes it: `onset`, `attack.delayMs`. */
  readonly target: string;
  /** At least one, as written. */
  readonly values: readonly string[];
}

/** One combination of values. */
export interface Cell {
  /** From 0; the last axis varies fastest. */
  readonly index: number;
  /** One for each axis, in order. */
  readonly settings: readonly string[];
}

export function cellCount(axes: readonly Axis[]): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

export function cellAt(axes: readonly Axis[], index: number): Cell {
  let rest = index;
  const settings: string[] = [];
  for (const { target, values } of axes.toReversed()) {
    settings.unshift(`${target}=${values[rest % values.length] ?? ""}`);
    rest = Math.floor(rest / values.length);
  }
  return { index, settings };
}

export function cellsOf(axes: readonly Axis[]): readonly Cell[] {
  return Array.from({ length: cellCount(axes) }, (_, index) => cellAt(axes, index));
}

/** The cells of a sweep for one detector and one kind of incident. */
export interface Surface {
  readonly detector: number;
  /** Absent when no cell has an incident, so that only false alarms can be reported. */
  readonly kind?: string;
}

const reliableShare = 0.95;

/** True when all drills were in time, or at least 95 % of them with 95 % confidence. */
export function isReliable({ successes, trials, atLeast }: ShareEstimate): boolean {
  return trials > 0 && (successes === trials || atLeast >= reliableShare);
}

/** @returns undefined when there was no such incident */
export function figuresOf({ detectors }: CellResult, { detector, kind }: Surface): CellKind | undefined {
  return detectors[detector]?.kinds.find((figures) => figures.kind === kind);
}

/**
 * The cell with the smallest share of incidents in time, then the longest mean delay, then the first. The share takes
 * precedence, because the mean counts a miss as its incident's length.
 */
export function worstCell(cells: readonly CellResult[], surface: Surface): CellResult | undefined {
  return cells.reduce<CellResult | undefined>((worst, cell) => {
    const [before, here] = [worst && figuresOf(worst, surface), figuresOf(cell, surface)];
    return here !== undefined && (before === undefined || isWorse(here, before)) ? cell : worst;
  }, undefined);
}

function isWorse(a: CellKind, b: CellKind): boolean {
  // Shares are compared without division.
  const inTime = a.inTime.successes * b.inTime.trials - b.inTime.successes * a.inTime.trials;
  return inTime < 0 || (inTime === 0 && a.mean > b.mean);
}

/** The axis of the fault's size: the last one that is not the onset. */
export function faultAxis(axes: readonly Axis[]): Axis | undefined {
  return axes.findLast(({ target }) => target !== "onset");
}

/** The smallest detectable fault. */
export type SmallestFault =
  | { readonly kind: "found"; readonly setting: string }
  /** Even the largest fault is not reliably noticed in time. */
  | { readonly kind: "none" };

/**
 * The smallest value of the fault axis from which on every cell is reliable, whatever the other axes' values. Assumes
 * that a larger value is a larger fault.
 * @returns undefined when only the onset was varied, or there is no incident
 */
export function smallestFault(
  axes: readonly Axis[],
  cells: readonly CellResult[],
  surface: Surface,
): SmallestFault | undefined {
  const axis = faultAxis(axes);
  if (axis === undefined || surface.kind === undefined) return undefined;
  let smallest: string | undefined;
  for (const value of axis.values.toSorted((a, b) => Number(b) - Number(a))) {
    const setting = `${axis.target}=${value}`;
    const row = cells.filter(({ settings }) => settings.includes(setting));
    const isEvery = row.every((cell) => {
      const figures = figuresOf(cell, surface);
      return figures !== undefined && isReliable(figures.inTime);
    });
    if (row.length === 0 || !isEvery) break;
    smallest = setting;
  }
  return smallest === undefined ? { kind: "none" } : { kind: "found", setting: smallest };
}

/** In the order of the detectors and of the incidents. Without any incident, one surface per detector. */
export function surfacesOf(cells: readonly CellResult[]): readonly Surface[] {
  const kinds = new Map<string, Surface>();
  if (cells.every(({ detectors }) => detectors.every((results) => results.kinds.length === 0)))
    return (cells[0]?.detectors ?? []).map((_, detector) => ({ detector }));
  for (const { detectors } of cells) {
    for (const [detector, { kinds: found }] of detectors.entries()) {
      for (const { kind } of found) kinds.set(JSON.stringify([detector, kind]), { detector, kind });
    }
  }
  return [...kinds.values()].toSorted((a, b) => a.detector - b.detector);
}
