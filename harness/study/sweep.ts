import { appendFileSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { FiredrillError } from "../../domain/error.ts";
import type { Gate } from "../../domain/gate.ts";
import { cellAt, cellCount } from "../../domain/results/sweep.ts";
import type { CellResult } from "../../domain/results/sweep.ts";
import type { Scenario } from "../../domain/sources.ts";
import { monotonicMs, wallNowMs } from "../clock/clock.ts";
import type { DrillPlan } from "../drill/plan.ts";
import { isLocal } from "../drill/simulated-drill.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder, openRunFolder } from "../files/run-folder.ts";
import { startOwnWorker } from "../world/own-module.ts";
import { keepingPrograms } from "../session/definition.ts";
import { distrusted } from "./repeat.ts";
import type { WholeStudy } from "./shard-folder.ts";
import { durationsCollector, planChanged, writeDurations } from "./shard-folder.ts";
import { sideBySide } from "./side-by-side.ts";
import type { SweepWords } from "./sweep-cell.ts";
import { sweepRunner } from "./sweep-cell.ts";

export interface SweepProgress {
  readonly total: number;
  readonly done: number;
}

interface SweepControl {
  /** Aborted by Ctrl-C. Finished cells are kept. */
  readonly signal: AbortSignal;
  /** Called before the first cell and after each. */
  readonly onProgress: (progress: SweepProgress) => void;
  /** Cells at once. Default: one per processor. */
  readonly jobs?: number;
  /** Picks the cells to run. Default: all. */
  readonly pick?: (cells: readonly string[]) => readonly number[];
  /** Called after each cell, with its duration. */
  readonly onCell?: OnCell;
}

type OnCell = (cell: CellResult, wallMs: number) => void;

/** A complete or interrupted sweep. */
export interface SweepOutcome {
  readonly words: SweepWords;
  readonly scenario: Scenario;
  readonly gates: readonly Gate[];
  /** Ordered by index. All of them unless the sweep was interrupted. */
  readonly cells: readonly CellResult[];
  /** Absent when nothing is kept. */
  readonly folder?: RunFolder;
}

/** @throws FiredrillError of kind `usage` for a cell with invalid settings, before the first cell runs */
export async function startSweep(
  words: SweepWords,
  { outDir, ...control }: SweepControl & { readonly outDir?: string },
): Promise<SweepOutcome> {
  const plan = await planSweep(words);
  const record = { schemaVersion: 1, words, plan: fingerprint(plan) } as const;
  const folder = outDir === undefined ? undefined : newSweepFolder(outDir, plan.scenario, record);
  return runRemaining(words, plan, [], folder, control);
}

/** @throws FiredrillError NOT_A_SWEEP, SWEEP_CHANGED */
export async function resumeSweep(path: string, control: SweepControl): Promise<SweepOutcome> {
  const { record, done, ...folder } = openSweepFolder(path);
  const plan = await planSweep(record.words);
  if (fingerprint(plan) !== record.plan) throw sweepChanged(path);
  return runRemaining(record.words, plan, done, folder, control);
}

/**
 * The sweep whose cells were played in shards.
 * @param outDir - where its folder is made; without it nothing is kept
 * @throws FiredrillError SHARDS_DIFFER, OUT_NOT_WRITABLE
 */
export async function mergedSweep(
  { words, plan: planned, parts, durations }: WholeStudy,
  outDir: string | undefined,
): Promise<SweepOutcome> {
  if (!isSweepWords(words)) throw planChanged();
  const plan = await planSweep(words);
  if (fingerprint(plan) !== planned) throw planChanged();
  const cells = parts.map(({ value }) => {
    if (!isCellResult(value)) throw planChanged();
    return value;
  });
  const outcome = { words, scenario: plan.scenario, gates: plan.gates.map(({ gate }) => gate), cells };
  if (outDir === undefined) return outcome;
  const record = { schemaVersion: 1, words, plan: planned } as const;
  const { folder, add } = newSweepFolder(outDir, plan.scenario, record);
  for (const cell of cells) add(cell);
  writeDurations(folder, durations);
  return { ...outcome, folder };
}

function isSweepWords(words: object): words is SweepWords {
  return "scenario" in words && "axes" in words && "seeds" in words;
}

async function runRemaining(
  words: SweepWords,
  { scenario, gates }: DrillPlan,
  done: readonly CellResult[],
  folder: SweepFolder | undefined,
  { signal, onProgress, jobs = availableParallelism(), pick, onCell }: SweepControl,
): Promise<SweepOutcome> {
  const total = cellCount(words.axes);
  const cells = new Map(done.map((cell) => [cell.index, cell]));
  const chosen = pick?.(cellNames(words.axes)) ?? Array.from({ length: total }, (_, index) => index);
  const remaining = chosen.filter((index) => !cells.has(index));
  const durations = durationsCollector();
  onProgress({ total: chosen.length, done: cells.size });
  // Detectors outside this process have processes of their own; threads would leave those behind on Ctrl-C.
  const run = isLocal(gates) ? runInThreads : runSideBySide;
  const add = (cell: CellResult): void => {
    cells.set(cell.index, cell);
    folder?.add(cell);
  };
  const distrust = await run({
    words,
    indexes: remaining,
    jobs,
    signal,
    onCell: (cell, wallMs) => {
      add(cell);
      durations.add(cellName(cell), wallMs);
      onCell?.(cell, wallMs);
      onProgress({ total: chosen.length, done: cells.size });
    },
  });
  if (distrust !== undefined) for (const cell of cells.values()) add(distrust(cell));
  if (folder !== undefined) durations.write(folder.folder);
  return {
    words,
    scenario,
    gates: gates.map(({ gate }) => gate),
    cells: [...cells.values()].toSorted((a, b) => a.index - b.index),
    ...(folder === undefined ? {} : { folder: folder.folder }),
  };
}

/** What a cell is called in `durations.json`. */
export function cellName({ settings }: Pick<CellResult, "settings">): string {
  return settings.join(" ");
}

export function cellNames(axes: SweepWords["axes"]): readonly string[] {
  return Array.from({ length: cellCount(axes) }, (_, index) => cellName(cellAt(axes, index)));
}

/** @returns the plan of the first cell. @throws FiredrillError of kind `usage` for any cell with invalid settings */
export async function planSweep(words: SweepWords): Promise<DrillPlan> {
  const runner = await sweepRunner(words);
  const first = await runner.plan(0);
  for (let index = 1; index < cellCount(words.axes); index += 1) await runner.plan(index);
  return first;
}

/** Leaves a recording out: it is as long as a log, and the scenario's file has its path. */
export function fingerprint({ scenario, gates }: DrillPlan): string {
  const facts = [scenario, gates.map(({ gate }) => gate)];
  return JSON.stringify(facts, (key, value: unknown) => (key === "recording" ? undefined : value));
}

function sweepChanged(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SWEEP_CHANGED",
    `Cannot resume the sweep in ${path}: its scenario or detectors have changed since it started.`,
    "Restore the scenario's file, or start a new sweep.",
  );
}

/** The reply of a thread for one cell. */
export type SweepAnswer =
  | { readonly kind: "done"; readonly cell: CellResult }
  | { readonly kind: "failed"; readonly message: string };

interface PoolSettings {
  readonly words: SweepWords;
  /** The cells to run. */
  readonly indexes: readonly number[];
  /** At least 1. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Called in order of completion. */
  readonly onCell: OnCell;
}

/** Marks the figures of detectors that do not count. */
type Distrust = (cell: CellResult) => CellResult;

/**
 * Runs several cells at a time, all in this thread. If the signal is aborted, running cells end
 * with their current drill, and their results are lost.
 * @returns undefined if all figures count
 * @throws what a cell threw
 */
async function runSideBySide(settings: PoolSettings): Promise<Distrust | undefined> {
  const { words, indexes, jobs, signal, onCell } = settings;
  const { run, plan, definitions } = await sweepRunner(words);
  const { gates } = await plan(0);
  try {
    const { differs } = await keepingPrograms(definitions, () =>
      sideBySide(indexes, { atOnce: jobs, signal }, async (index, stopped) => {
        const startedMs = monotonicMs();
        const cell = await run(index, stopped);
        if (!stopped.aborted) onCell(cell, monotonicMs() - startedMs);
      }),
    );
    if (differs.size === 0) return undefined;
    return ({ detectors, ...cell }) => ({
      ...cell,
      detectors: detectors.map((one, at) => distrusted(one, differs, gates[at]?.definition)),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

/**
 * Runs cells in threads, each as soon as a thread is free. If the signal is aborted, the results of running cells are lost.
 * @throws what a thread threw
 */
async function runInThreads(settings: PoolSettings): Promise<undefined> {
  const { words, indexes, jobs, signal } = settings;
  const queue = [...indexes];
  const stopping = new AbortController();
  const workers = Array.from({ length: Math.min(jobs, indexes.length) }, () =>
    startOwnWorker("harness/study/sweep-worker", words),
  );
  try {
    const both = AbortSignal.any([signal, stopping.signal]);
    await Promise.all(workers.map((worker) => drain(worker, queue, both, settings.onCell)));
  } finally {
    stopping.abort();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function drain(worker: Worker, queue: number[], signal: AbortSignal, onCell: OnCell): Promise<void> {
  return new Promise((resolve, reject) => {
    let startedMs = 0;
    const next = (): void => {
      const index = queue.shift();
      startedMs = monotonicMs();
      if (index === undefined || signal.aborted) resolve();
      else worker.postMessage(index, []);
    };
    signal.addEventListener("abort", () => resolve(), { once: true });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(workerEnded(code)));
    worker.on("message", (answer: SweepAnswer) => {
      if (signal.aborted) return;
      if (answer.kind === "failed") {
        reject(detectorFailed(answer.message));
        return;
      }
      onCell(answer.cell, monotonicMs() - startedMs);
      next();
    });
    next();
  });
}

function detectorFailed(message: string): FiredrillError {
  return new FiredrillError("drill", "DETECTOR_CRASHED", message, "Fix the detector, then sweep again.");
}

function workerEnded(code: number): FiredrillError {
  return new FiredrillError(
    "drill",
    "DETECTOR_CRASHED",
    `A sweep thread ended with code ${code} before its cell was finished.`,
    "A detector module must not call process.exit.",
  );
}

/** The content of `sweep.json`, from which a sweep is resumed. */
interface SweepRecord {
  readonly schemaVersion: 1;
  readonly words: SweepWords;
  /** Fingerprint of the first cell's plan. A sweep with another plan cannot resume this one. */
  readonly plan: string;
}

/** The run folder of a sweep. Keeps finished cells. */
interface SweepFolder {
  readonly folder: RunFolder;
  readonly add: (result: CellResult) => void;
}

const recordName = "sweep.json";
const cellsName = "cells.ndjson";

/** @throws FiredrillError OUT_NOT_WRITABLE */
function newSweepFolder(outDir: string, { name }: Scenario, record: SweepRecord): SweepFolder {
  const folder = makeRunFolder(outDir, `${name}-sweep`, record.words.firstSeed, wallNowMs());
  folder.writeJson(recordName, record);
  return sweepFolder(folder);
}

interface OpenedSweep extends SweepFolder {
  readonly record: SweepRecord;
  /** Ordered by index. */
  readonly done: readonly CellResult[];
}

/**
 * Opens a sweep to resume it. A line that a crash left incomplete is dropped, and its cell runs again.
 * @throws FiredrillError NOT_A_SWEEP
 */
function openSweepFolder(path: string): OpenedSweep {
  const record = readRecord(path);
  const count = cellCount(record.words.axes);
  const done = new Map<number, CellResult>();
  for (const line of textOf(path, cellsName, "").split("\n")) {
    const result = parsed(line);
    if (isCellResult(result) && result.index < count) done.set(result.index, result);
  }
  const results = [...done.values()].toSorted((a, b) => a.index - b.index);
  const folder = openRunFolder(path);
  folder.writeText(cellsName, results.map(lineOf));
  return { ...sweepFolder(folder), record, done: results };
}

function sweepFolder(folder: RunFolder): SweepFolder {
  return { folder, add: (result) => appendFileSync(folder.fileNamed(cellsName), lineOf(result)) };
}

function lineOf(result: CellResult): string {
  return `${JSON.stringify(result)}\n`;
}

function readRecord(path: string): SweepRecord {
  const record = parsed(textOf(path, recordName));
  if (!isRecord(record)) throw notASweep(path);
  return record;
}

function textOf(path: string, name: string, otherwise?: string): string {
  try {
    return readFileSync(join(path, name), "utf8");
  } catch (error) {
    if (otherwise !== undefined) return otherwise;
    throw notASweep(path, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only this file writes them. */
function isRecord(value: unknown): value is SweepRecord {
  return isObject(value) && value["schemaVersion"] === 1 && isObject(value["words"]);
}

function isCellResult(value: unknown): value is CellResult {
  return isObject(value) && typeof value["index"] === "number" && Array.isArray(value["detectors"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function notASweep(path: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_SWEEP",
    `No sweep to resume in ${path}.`,
    "Give --resume the run folder that the sweep printed.",
    { cause },
  );
}
