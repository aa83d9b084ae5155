import type { Worker } from "node:worker_threads";
import type { CellResult } from "../../domain/results/sweep.ts";
import { startOwnWorker } from "../world/own-module.ts";
import type { SweepWords } from "./sweep-cell.ts";

interface PoolSettings {
  readonly words: SweepWords;
  /** The cells to run. */
  readonly indexes: readonly number[];
  /** At least 1. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told in order of completion. */
  readonly onCell: (result: CellResult) => void;
}

/**
 * Runs cells in threads, each as soon as one is free.
 * @returns when all are done, or the signal was aborted; cells that were running then are lost
 * @throws what a thread threw
 */
export async function runInThreads(settings: PoolSettings): Promise<void> {
  const { words, indexes, threads, signal } = settings;
  const queue = [...indexes];
  const stopping = new AbortController();
  const workers = Array.from({ length: Math.min(threads, indexes.length) }, () =>
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

function drain(
  worker: Worker,
  queue: number[],
  signal: AbortSignal,
  onCell: (result: CellResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const index = queue.shift();
      if (index === undefined || signal.aborted) resolve();
      else worker.postMessage(index, []);
    };
    signal.addEventListener("abort", () => resolve(), { once: true });
    worker.on("error", reject);
    worker.on("message", (result: CellResult) => {
      if (signal.aborted) return;
      onCell(result);
      next();
    });
    next();
  });
}
