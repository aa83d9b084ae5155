import { availableParallelism } from "node:os";
import { FiredrillError } from "../../domain/error.ts";
import type { Gate } from "../../domain/gate.ts";
import type { CellResult } from "../../domain/results/sweep.ts";
import { cellCount } from "../../domain/results/sweep.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { DrillPlan } from "../drill/plan.ts";
import { isLocal } from "../drill/simulated-drill.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { needsOwnProcess } from "./own-process.ts";
import type { SweepWords } from "./sweep-cell.ts";
import { sweepRunner } from "./sweep-cell.ts";
import type { SweepFolder } from "./sweep-folder.ts";
import { newSweepFolder, openSweepFolder } from "./sweep-folder.ts";
import { runInThreads } from "./sweep-pool.ts";

export interface SweepProgress {
  readonly total: number;
  readonly done: number;
}

interface SweepControl {
  /** Aborted by Ctrl-C: what is done is kept. */
  readonly signal: AbortSignal;
  /** Told once before the first cell, then after each. */
  readonly onProgress: (progress: SweepProgress) => void;
  /** Default: one for each processor. */
  readonly threads?: number;
}

/** A sweep as far as it came. */
export interface SweepOutcome {
  readonly words: SweepWords;
  readonly scenario: Scenario;
  /** What was asked of each detector, in order. */
  readonly gates: readonly Gate[];
  /** In order of their index; all of them unless it was interrupted. */
  readonly cells: readonly CellResult[];
  /** Absent when nothing is kept. */
  readonly folder?: RunFolder;
}

/** @throws FiredrillError of kind `usage` for a sweep with a cell that cannot be, before the first one is run */
export async function startSweep(
  words: SweepWords,
  { outDir, ...control }: SweepControl & { readonly outDir?: string },
): Promise<SweepOutcome> {
  const plan = await checked(words);
  const record = { schemaVersion: 1, words, plan: fingerprint(plan) } as const;
  const folder = outDir === undefined ? undefined : newSweepFolder(outDir, plan.scenario, record);
  return goOn(words, plan, [], folder, control);
}

/** @throws FiredrillError NOT_A_SWEEP, SWEEP_CHANGED */
export async function resumeSweep(path: string, control: SweepControl): Promise<SweepOutcome> {
  const { record, done, ...folder } = openSweepFolder(path);
  const plan = await checked(record.words);
  if (fingerprint(plan) !== record.plan) throw sweepChanged(path);
  return goOn(record.words, plan, done, folder, control);
}

async function goOn(
  words: SweepWords,
  { scenario, gates }: DrillPlan,
  done: readonly CellResult[],
  folder: SweepFolder | undefined,
  { signal, onProgress, threads = availableParallelism() }: SweepControl,
): Promise<SweepOutcome> {
  const total = cellCount(words.axes);
  const cells = new Map(done.map((cell) => [cell.index, cell]));
  const left = Array.from({ length: total }, (_, index) => index).filter((index) => !cells.has(index));
  onProgress({ total, done: cells.size });
  await runInThreads({
    words,
    indexes: left,
    threads,
    signal,
    onCell: (cell) => {
      cells.set(cell.index, cell);
      folder?.add(cell);
      onProgress({ total, done: cells.size });
    },
  });
  return {
    words,
    scenario,
    gates: gates.map(({ gate }) => gate),
    cells: [...cells.values()].toSorted((a, b) => a.index - b.index),
    ...(folder === undefined ? {} : { folder: folder.folder }),
  };
}

/** @returns the plan of the first cell */
async function checked(words: SweepWords): Promise<DrillPlan> {
  const runner = await sweepRunner(words);
  const first = await runner.plan(0);
  if (!isLocal(first.gates)) throw needsOwnProcess();
  for (let index = 1; index < cellCount(words.axes); index += 1) await runner.plan(index);
  return first;
}

/** A recording is left out: it is as long as a log, and the path that names it is in the scenario's file. */
function fingerprint({ scenario, gates }: DrillPlan): string {
  const facts = [scenario, gates.map(({ gate }) => gate)];
  return JSON.stringify(facts, (key, value: unknown) => (key === "recording" ? undefined : value));
}

function sweepChanged(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SWEEP_CHANGED",
    `The sweep in ${path} was begun with another scenario or with other detectors.`,
    "Its scenario's file has changed since: start a new sweep.",
  );
}
