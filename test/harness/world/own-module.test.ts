import { once } from "node:events";
import { expect, test } from "vitest";
import { forkOwnProcess, startOwnWorker } from "../../../harness/world/own-module.ts";
import { timerLineBytes } from "../../../harness/clock/timer-line.ts";

test("a worker runs a module of this project from source", async () => {
  const worker = startOwnWorker("harness/clock/timer-worker", new SharedArrayBuffer(timerLineBytes));

  const messages: unknown[] = await once(worker, "message");
  await worker.terminate();

  expect(messages).toEqual(["ready"]);
});

test("an error in a worker reaches its owner", async () => {
  const worker = startOwnWorker("harness/clock/timer-worker", "not memory");

  const errors: unknown[] = await once(worker, "error").catch((error: unknown) => [error]);

  expect(errors).toEqual([new RangeError("The timer worker must run in a thread with shared memory.")]);
});

test("a process runs a module of this project from source and can send messages", async () => {
  const child = forkOwnProcess("test/harness/clock/clock-process", ["tell-time", "0", "0"], {});
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));

  await Promise.all([once(child, "exit"), once(child, "disconnect")]);

  expect(messages).toEqual([expect.any(Number)]);
  expect(child.exitCode).toBe(0);
});
