import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { FiredrillError } from "../../domain/error.ts";
import { blameModule, forbidExit } from "../session/fence.ts";
import { sweepRunner } from "./sweep-cell.ts";
import type { SweepRunner, SweepWords } from "./sweep-cell.ts";
import type { SweepAnswer } from "./sweep.ts";

/** Runs the cells of a sweep. Each message is a cell's index, each reply its result. */
if (parentPort === null || !isSweepWords(workerData)) {
  throw new RangeError("The sweep worker must run in a thread with a sweep as worker data.");
}
forbidExit();
process.on("uncaughtException", (error) => {
  if (!blameModule(error)) throw error;
});
process.on("unhandledRejection", (reason) => {
  if (!blameModule(reason)) throw reason;
});
const port = parentPort;
const never = new AbortController().signal;
const runner: Promise<SweepRunner> = sweepRunner(workerData);

port.on("message", (index: unknown) => {
  void run(Number(index));
});

async function run(index: number): Promise<void> {
  try {
    const cells = await runner;
    post({ kind: "done", cell: await cells.run(index, never) });
  } catch (error) {
    post({ kind: "failed", message: error instanceof FiredrillError ? error.message : inspect(error) });
  }
}

function post(answer: SweepAnswer): void {
  port.postMessage(answer);
}

/** Only the pool in sweep.ts starts this thread, with words that it has checked. */
function isSweepWords(value: unknown): value is SweepWords {
  return typeof value === "object" && value !== null && "axes" in value;
}
