import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers";
import type { MessagePort } from "node:worker_threads";
import { parentPort } from "node:worker_threads";
import type { VictimLimits } from "../../domain/process/limits.ts";
import { idle } from "../../domain/process/mode.ts";

// A thread of the watched process that works while the main thread is blocked. It passes orders on, and ends the process
// with its parent and when it takes too much memory.

/** The first message of the main thread to its keeper. */
export interface KeeperTask {
  /** Where the orders go, as text. */
  readonly port: MessagePort;
  readonly limits: VictimLimits;
}

const lookEveryMs = 100;

function end(): void {
  process.kill(process.pid, "SIGKILL");
}

parentPort?.once("message", ({ port, limits }: KeeperTask) => {
  let orderedMs = performance.now();
  let unread = "";
  // The kernel closes the parent's end when the parent ends, however it ends.
  const parent = new Socket({ fd: 3 }).setEncoding("utf8").on("close", end).on("error", end);
  parent.on("data", (text: string) => {
    const lines = (unread + text).split("\n");
    unread = lines.pop() ?? "";
    for (const line of lines) port.postMessage(line);
    orderedMs = performance.now();
  });
  // The main thread is past its youth.
  port.once("message", () => parent.write("ready"));
  setInterval(() => {
    if (process.memoryUsage.rss() > limits.rssBytes) end();
    if (performance.now() - orderedMs > limits.forgottenMs)
      port.postMessage(JSON.stringify({ load: idle, port: 0 }));
  }, lookEveryMs);
});
