import type { ChildProcess, ForkOptions } from "node:child_process";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** Whether this very file runs from source (under tsx or vitest) or from the built package. */
const fromSource = import.meta.url.endsWith(".ts");

/** The repository, or its mirror `dist/`. */
const root = new URL("../..", import.meta.url);

/**
 * Runs a module of ours in a thread of its own.
 * @param name - path from the root of the project without its ending: `harness/clock/timer-worker`
 * @param workerData - what the module reads as `workerData`; structured-cloned
 */
export function startOwnWorker(name: string, workerData: unknown): Worker {
  const url = ownUrl(name);
  if (!fromSource) return new Worker(url, { workerData, execArgv: [] });
  return new Worker(typeScriptBootstrap(url), { eval: true, workerData, execArgv: [] });
}

/**
 * Runs a module of ours in a process of its own, with a channel for messages.
 * @param name - as for `startOwnWorker`
 * @param args - what the module finds in `process.argv` from index 2
 */
export function forkOwnProcess(
  name: string,
  args: readonly string[],
  options: Omit<ForkOptions, "execArgv">,
): ChildProcess {
  const execArgv = fromSource ? ["--import", import.meta.resolve("tsx")] : [];
  return fork(fileURLToPath(ownUrl(name)), [...args], { ...options, execArgv });
}

function ownUrl(name: string): URL {
  return new URL(`${name}.${fromSource ? "ts" : "js"}`, root);
}

/** On Node 20 `--import tsx` does not reach the entry of a worker, so that the worker has to register tsx itself. */
function typeScriptBootstrap(url: URL): string {
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  return `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); });`;
}

/** The words that start this program in a shell: of a clone, in which no package of its name is installed, or of a package. */
export const ownCommand = fromSource ? "npm run firedrill --" : "npx firedrill";
