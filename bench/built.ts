import { execFile, fork, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { build } from "esbuild";
import type { Modes } from "../domain/response/modes.ts";
import { newClockOrigin } from "../harness/clock/clock.ts";
import type { ServerOrder, ServerReport } from "../harness/world/server-child.ts";

/** The built program. Needs `npm run build`. */
export const builtProgram = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** A server in a process of its own. */
export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The mock server of a drill on the real clock, as `firedrill run` starts it. */
export async function startBuiltServer(modes: Modes): Promise<BenchServer> {
  const path = fileURLToPath(new URL("../dist/harness/world/server-process.js", import.meta.url));
  const child = fork(path, { execArgv: [] });
  const order: ServerOrder = {
    task: { source: "response", modes },
    seed: 1,
    clock: { kind: "real" },
    origin: newClockOrigin(),
    counters: "eager",
  };
  child.send(order);
  return serverIn(child);
}

/** Runs a file of this folder in a process of its own, as built code. */
export async function forkBench(name: string): Promise<ChildProcess> {
  return fork(await builtBench(name, { packages: "external" }), { execArgv: [] });
}

/** A file of this folder and its packages in one file, as small as a program with them can be. */
export function bundledBench(name: string): Promise<string> {
  return builtBench(name, {
    external: ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "light-my-request", "pino"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
}

/**
 * The path of a file of this folder as built code. It stands as deep below `dist/` as the program's own modules below theirs,
 * so that it finds their threads.
 */
async function builtBench(
  name: string,
  options: Pick<BuildOptions, "banner" | "external" | "packages">,
): Promise<string> {
  const outfile = fileURLToPath(new URL(`../dist/bench/processes/${name}.js`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "warning",
    ...options,
  });
  return outfile;
}

/** Waits until the server reports its URL. */
export async function serverIn(child: ChildProcess): Promise<BenchServer> {
  const exited = once(child, "exit");
  const report = await once(child, "message").then(([first]: ServerReport[]) => first);
  if (report?.kind !== "listening") throw new Error(report?.kind === "failed" ? report.message : "no server");
  return {
    url: report.url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.disconnect();
      await exited;
    },
  };
}

export interface ProgramEnd {
  readonly output: string;
  readonly exitCode: number;
}

/** Runs the built program to its end. */
export function runBuilt(args: readonly string[]): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [builtProgram, ...args], (_error, output) =>
      resolve({ output, exitCode: child.exitCode ?? -1 }),
    );
  });
}

/**
 * Runs a Node program.
 * @param mayFail - it may end with exit code 1, after a verdict
 * @returns its peak memory in KiB, as the kernel measured it
 */
export async function peakOf(args: readonly string[], mayFail?: "may fail"): Promise<number> {
  const report = 'process.on("exit", () => process.send(process.resourceUsage().maxRSS));';
  const preload = `data:text/javascript,${encodeURIComponent(report)}`;
  const child = spawn(process.execPath, ["--import", preload, ...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const peak = once(child, "message").then(([kilobytes]: unknown[]) => Number(kilobytes));
  const code = await once(child, "exit").then(([exitCode]: unknown[]) => exitCode);
  if (code !== 0 && !(code === 1 && mayFail !== undefined))
    throw new RangeError(`${args[1] ?? ""} ended with exit code ${String(code)}`);
  return peak;
}
