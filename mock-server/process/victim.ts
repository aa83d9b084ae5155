import { openSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers";
import type { Load } from "../../domain/process/mode.ts";
import { idle } from "../../domain/process/mode.ts";
import { mostLeakedBytes, mostLeakedFiles } from "../../domain/process/limits.ts";

// The process that a drill watches, on real time alone. Its parent sends it loads; it ends when its parent does.

const beatMs = 50;
/** Between two looks at the messages of the parent. */
const sliceMs = 10;
/** A machine that was too busy to give the process its time is not asked for more than this later. */
const mostOwedMs = 1000;
/** A program that has just started is not itself yet. */
const settledMs = 1000;
/** A fault that lasts this long without an order has been forgotten. */
const longestMs = 600_000;

const leaked: Buffer[] = [];
const blockBytes = 65_536;
let leakedFiles = 0;

let load = idle;
let orderedMs = performance.now();
let lastMs = orderedMs;
let owed = { cpuMs: 0, bytes: 0, files: 0 };
let usedMs = cpuMs();

/** Exact, as the kernel counts it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function beat(): void {
  const nowMs = performance.now();
  if (nowMs - orderedMs > longestMs) load = idle;
  const seconds = (nowMs - lastMs) / 1000;
  lastMs = nowMs;
  // Whatever the process used besides its work counts as work.
  const used = cpuMs();
  owed = {
    cpuMs: Math.min(owed.cpuMs + load.cpuPercent * 10 * seconds - (used - usedMs), mostOwedMs),
    bytes: owed.bytes + load.leakedBytesPerS * seconds,
    files: owed.files + load.leakedFilesPerS * seconds,
  };
  usedMs = used;
  leak();
  const isBehind = burnSlice();
  if (isBehind) setImmediate(beat);
  else setTimeout(beat, beatMs - ((performance.now() - orderedMs) % beatMs));
}

/** @returns true if the process still owes work */
function burnSlice(): boolean {
  const untilMs = Math.min(usedMs + owed.cpuMs, cpuMs() + sliceMs);
  while (cpuMs() < untilMs) for (let spin = 0; spin < 5000; spin += 1) Math.sqrt(spin);
  return cpuMs() < usedMs + owed.cpuMs;
}

function leak(): void {
  for (; owed.bytes >= blockBytes; owed.bytes -= blockBytes)
    if (leaked.length * blockBytes < mostLeakedBytes) leaked.push(Buffer.allocUnsafeSlow(blockBytes).fill(1));
  for (; owed.files >= 1; owed.files -= 1) {
    if (leakedFiles >= mostLeakedFiles) continue;
    openSync("/dev/null", "r");
    leakedFiles += 1;
  }
}

process.on("message", (ordered: Load) => {
  if (ordered.cpuPercent !== load.cpuPercent) owed = { ...owed, cpuMs: 0 };
  load = ordered;
  orderedMs = performance.now();
});
setTimeout(() => process.send?.("ready"), settledMs);
process.on("disconnect", () => process.exit());
// Ctrl-C reaches the whole process group, but the drill decides when its processes end.
for (const signal of ["SIGINT", "SIGQUIT", "SIGHUP"]) process.on(signal, () => undefined);
beat();
