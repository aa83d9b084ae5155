import type { ChildProcess, ForkOptions } from "node:child_process";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/** True when running from source (under tsx or vitest), false in the built package. */
const fromSource = import.meta.url.endsWith(".ts");

/** The repository, or its `dist/`. */
const root = new URL("../..", import.meta.url);

/**
 * Runs a module of this project in a thread of its own.
 * @param name - path from the project root without its extension: `harness/clock/timer-worker`
 * @param workerData - structured-cloned
 */
export function startOwnWorker(name: string, workerData: unknown): Worker {
  const url = ownUrl(name);
  if (!fromSource) return new Worker(url, { workerData, execArgv: [] });
  return new Worker(typeScriptBootstrap(url), { eval: true, workerData, execArgv: [] });
}

/**
 * Runs a module of this project in a process of its own, with a message channel.
 * @param name - as for `startOwnWorker`
 * @param args - `process.argv` of the module from index 2
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

/** On Node 20 `--import tsx` does not apply to the entry of a worker, so the worker registers tsx itself. */
function typeScriptBootstrap(url: URL): string {
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  return `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}); });`;
}

/** The shell command of this program: in a clone, where the package is not installed, or in an installed package. */
export const ownCommand = fromSource ? "npm run firedrill --" : "npx firedrill";
