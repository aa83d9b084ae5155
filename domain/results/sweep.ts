import type { Gate } from "../gate.ts";
import type { VerdictError } from "../verdict.ts";
import { detectorLabels } from "./labels.ts";
import type { CrashedDetector, DrillReference, ShareEstimate } from "./statistics.ts";

/** A sweep to be reported. */
export interface Sweep {
  readonly scenario: string;
  readonly axes: readonly Axis[];
  /** Drills in a cell. */
  readonly seeds: number;
  readonly gates: readonly Gate[];
  /** Those that are done, in order. */
  readonly cells: readonly CellResult[];
  /** Plays the worst drill of the cell for one of the detectors again. */
  readonly commandFor: (cell: CellResult, detector: number) => string;
}

/** One kind of incident in one cell; a delay that is absent is among the misses. In affected observations. */
export interface CellKind {
  readonly kind: string;
  readonly inTime: ShareEstimate;
  readonly p50?: number;
  readonly p95?: number;
  readonly longest?: number;
  /** Misses count with the horizon. */
  readonly mean: number;
  readonly horizon: number;
}

/** One detector in one cell. */
export interface CellDetector {
  readonly drills: number;
  /** Drills in which it could not be judged; absent when there was none. */
  readonly crashed?: number;
  readonly falseAlarms: number;
  readonly healthyObservations: number;
  readonly kinds: readonly CellKind[];
  /** The drill to look at; absent without incidents. */
  readonly worst?: DrillReference;
  /** Of the first crashed drill. */
  readonly error?: VerdictError;
}

/** A line of `cells.ndjson`. */
export interface CellResult {
  readonly index: number;
  readonly settings: readonly string[];
  /** In the order of the sweep's detectors. */
  readonly detectors: readonly CellDetector[];
}

/** The detectors of a sweep that could not be judged everywhere, each with its drills of all cells together. */
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

/** What is varied, and the values it takes. */
export interface Axis {
  /** As `--set` takes it: `onset`, `attack.delayMs`. */
  readonly target: string;
  /** At least one, as they are written. */
  readonly values: readonly string[];
}

/** One combination of values. */
export interface Cell {
  /** From 0, the last axis fastest. */
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
  /** Absent where no cell has an incident: there is nothing to notice, and only false alarms can be told. */
  readonly kind?: string;
}

const reliableShare = 0.95;

/** True when nearly all drills were in time: all of them, or so many that at least 95 % are, with 95 % confidence. */
export function isReliable({ successes, trials, atLeast }: ShareEstimate): boolean {
  return trials > 0 && (successes === trials || atLeast >= reliableShare);
}

/** @returns undefined where there was no such incident */
export function figuresOf({ detectors }: CellResult, { detector, kind }: Surface): CellKind | undefined {
  return detectors[detector]?.kinds.find((one) => one.kind === kind);
}

/**
 * The cell with the smallest share of incidents in time, and of those the one with the longest mean delay; the first of
 * equals. The share comes first, for in the mean a miss is no longer than its incident.
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

/** The axis that says how large the fault is: the last one that is not when it begins. */
export function faultAxis(axes: readonly Axis[]): Axis | undefined {
  return axes.findLast(({ target }) => target !== "onset");
}

/** How small a fault may be. */
export type SmallestFault =
  | { readonly kind: "found"; readonly setting: string }
  /** Not even the largest one is noticed in time everywhere. */
  | { readonly kind: "none" };

/**
 * The minimum detectable fault: the smallest value of the fault's axis from which on every cell is reliable, whatever
 * the other axes say. A larger value is taken for a larger fault.
 * @returns undefined where only the onset was varied, or where there is no incident
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

/** What was drilled, in the order of the detectors and of the incidents; a detector without incidents is there too. */
export function surfacesOf(cells: readonly CellResult[]): readonly Surface[] {
  const kinds = new Map<string, Surface>();
  if (cells.every(({ detectors }) => detectors.every((one) => one.kinds.length === 0)))
    return (cells[0]?.detectors ?? []).map((_, detector) => ({ detector }));
  for (const { detectors } of cells) {
    for (const [detector, { kinds: found }] of detectors.entries()) {
      for (const { kind } of found) kinds.set(JSON.stringify([detector, kind]), { detector, kind });
    }
  }
  return [...kinds.values()].toSorted((a, b) => a.detector - b.detector);
}
