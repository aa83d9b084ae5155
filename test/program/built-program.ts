import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, "node_modules/.cache/firedrill-program");
const runner = join(root, "node_modules/.bin/tsx");
const timeoutMs = 120_000;
const pollMs = 50;

/**
 * The compiled program, which starts several times faster than its source. The first test file that calls this in a test
 * run compiles it; the others wait.
 * @returns the path of its main module
 */
export function builtProgram(): string {
  const folder = join(cache, String(process.ppid));
  const ready = join(folder, "ready");
  if (!existsSync(ready) && isFirst(folder)) build(folder, ready);
  waitFor(ready);
  return join(folder, "dist/cli/main.js");
}

function isFirst(folder: string): boolean {
  mkdirSync(cache, { recursive: true });
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

function build(folder: string, ready: string): void {
  removeDeadRuns();
  copyFileSync(join(root, "package.json"), join(folder, "package.json"));
  spawnSync(runner, ["build.ts", join(folder, "dist")], { cwd: root, stdio: "ignore" });
  writeFileSync(ready, "");
}

function removeDeadRuns(): void {
  for (const run of readdirSync(cache)) {
    if (!isAlive(Number(run))) rmSync(join(cache, run), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function waitFor(ready: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; !existsSync(ready); waitedMs += pollMs) {
    if (waitedMs > timeoutMs) throw new Error(`the program was not compiled within ${timeoutMs / 1000} s`);
    Atomics.wait(clock, 0, 0, pollMs);
  }
}
