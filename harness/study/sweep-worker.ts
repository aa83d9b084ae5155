import { parentPort, workerData } from "node:worker_threads";
import { sweepRunner } from "./sweep-cell.ts";
import type { SweepRunner, SweepWords } from "./sweep-cell.ts";

/** Runs one cell after another, each asked for by its index, and posts its result. */
if (parentPort === null || !isSweepWords(workerData)) {
  throw new RangeError("The sweep worker runs in a thread and is given the words of a sweep.");
}
const port = parentPort;
const never = new AbortController().signal;
const runner: Promise<SweepRunner> = sweepRunner(workerData);

port.on("message", (index: unknown) => {
  void answer(Number(index));
});

async function answer(index: number): Promise<void> {
  const { run } = await runner;
  port.postMessage(await run(index, never));
}

/** Only our own pool starts this thread, with words that it has checked. */
function isSweepWords(value: unknown): value is SweepWords {
  return typeof value === "object" && value !== null && "axes" in value;
}
