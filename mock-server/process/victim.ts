import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { VictimLimits } from "../../domain/process/limits.ts";
import { mostLeakedBytes, mostLeakedFiles, victimLimits } from "../../domain/process/limits.ts";
import type { Load } from "../../domain/process/mode.ts";
import { idle } from "../../domain/process/mode.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { Flood } from "./flood.ts";
import type { KeeperTask } from "./keeper.ts";

// The process that a drill watches, on real time alone. Its keeper, a thread, hears the orders and ends it with its parent.

/** A message to the process: what it does from now on. */
export interface VictimOrder {
  readonly load: Load;
  /** Of the other end of its connection. */
  readonly port: number;
}

const beatMs = 50;
/** Between two looks at the orders. */
const sliceMs = 10;
/** A machine that was too busy to give the process its time is not asked for more than this later. */
const mostOwedMs = 1000;
/** Processor time beyond the work is made up for, but not that of a start. */
const mostAheadMs = 50;

const leaked: Buffer[] = [];
const blockBytes = 65_536;
let leakedFiles = 0;
let connection: { readonly socket: Socket; readonly flood: Flood } | undefined;

let load = idle;
let lastMs = performance.now();
const startedMs = lastMs;
let owed = { cpuMs: 0, bytes: 0, files: 0, syscalls: 0, forks: 0 };
let usedMs = cpuMs();
/** Of work alone, since the last beat. */
let workedMs = 0;

/** Exact, as the kernel counts it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function beat(): void {
  if (work()) setImmediate(beat);
  else setTimeout(beat, beatMs - ((performance.now() - startedMs) % beatMs));
}

/** Does what is owed until now, or a slice of it. @returns true if the process still owes work */
function work(): boolean {
  takeOrders();
  if (load.isBlocked) hang();
  const nowMs = performance.now();
  const ms = nowMs - lastMs;
  const used = cpuMs();
  // Whatever the process used besides its work counts as work, unless it has another duty.
  const counted = hasOtherDuty(load) ? workedMs : used - usedMs;
  const most = (perS: number): number => (perS * mostOwedMs) / 1000;
  owed = {
    cpuMs: Math.max(-mostAheadMs, Math.min(owed.cpuMs + (load.cpuPercent / 100) * ms - counted, mostOwedMs)),
    bytes: owed.bytes + (load.leakedBytesPerS * ms) / 1000,
    files: owed.files + (load.leakedFilesPerS * ms) / 1000,
    syscalls: Math.min(owed.syscalls + (load.syscallsPerS * ms) / 1000, most(load.syscallsPerS)),
    forks: Math.min(owed.forks + (load.forksPerS * ms) / 1000, most(load.forksPerS)),
  };
  [lastMs, usedMs, workedMs] = [nowMs, used, 0];
  leak();
  fork();
  connection?.flood.pour(load.sentBytesPerS, ms);
  return [burnSlice(), callSlice()].includes(true);
}

function hasOtherDuty({ receivedBytesPerS, sentBytesPerS, syscallsPerS, forksPerS }: Load): boolean {
  return receivedBytesPerS + sentBytesPerS + syscallsPerS + forksPerS > 0;
}

/** @returns true if the process still owes work */
function burnSlice(): boolean {
  const fromMs = cpuMs();
  const untilMs = Math.min(fromMs + owed.cpuMs, fromMs + sliceMs);
  spinUntil(untilMs);
  workedMs = cpuMs() - fromMs;
  return workedMs < owed.cpuMs;
}

/** Between two questions to the kernel, each of which is a system call. */
const mostSpinMs = 0.5;

function spinUntil(untilMs: number): void {
  for (let leftMs = untilMs - cpuMs(); leftMs > 0; leftMs = untilMs - cpuMs()) {
    const endMs = performance.now() + Math.min(leftMs, mostSpinMs);
    while (performance.now() < endMs);
  }
}

const callsPerLook = 1000;

/** One system call each. @returns true if the process still owes calls */
function callSlice(): boolean {
  const untilMs = performance.now() + sliceMs;
  while (owed.syscalls >= 1 && performance.now() < untilMs) {
    const calls = Math.min(callsPerLook, Math.floor(owed.syscalls));
    for (let call = 0; call < calls; call += 1) process.getuid?.();
    owed.syscalls -= calls;
  }
  return owed.syscalls >= 1;
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

/** Each process ends by itself, so that none can be left. */
function fork(): void {
  for (; owed.forks >= 1; owed.forks -= 1)
    spawn("/bin/true", { stdio: "ignore" })
      .on("error", () => undefined)
      .unref();
}

/** Answers nothing but orders. */
function hang(): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (load.isBlocked) {
    const endMs = performance.now() + beatMs;
    const untilMs = cpuMs() + (load.cpuPercent / 100) * beatMs;
    while (performance.now() < endMs && cpuMs() < untilMs) spinUntil(Math.min(untilMs, cpuMs() + 1));
    const leftMs = endMs - performance.now();
    if (leftMs > 0) Atomics.wait(never, 0, 0, leftMs);
    takeOrders();
  }
  startAfresh();
}

function startAfresh(): void {
  owed = { ...owed, cpuMs: 0, syscalls: 0, forks: 0 };
  [lastMs, usedMs, workedMs] = [performance.now(), cpuMs(), 0];
}

function takeOrders(): void {
  for (;;) {
    const received = receiveMessageOnPort(orders);
    if (received === undefined) return;
    const order = parseJson(String(received.message));
    if (isOrder(order)) obey(order);
  }
}

/** What the parent sends is an order as a whole. */
function isOrder(value: unknown): value is VictimOrder {
  return isJsonObject(value) && isJsonObject(value["load"]) && typeof value["port"] === "number";
}

function obey({ load: ordered, port }: VictimOrder): void {
  if (ordered.cpuPercent !== load.cpuPercent || hasOtherDuty(ordered) !== hasOtherDuty(load)) startAfresh();
  load = ordered;
  const needsConnection = load.receivedBytesPerS + load.sentBytesPerS > 0 && port > 0;
  if (needsConnection === (connection !== undefined)) return;
  connection?.socket.destroy();
  connection = needsConnection ? connected(port) : undefined;
}

function connected(port: number): typeof connection {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined).on("data", () => undefined);
  return { socket, flood: new Flood(socket) };
}

const { port1: orders, port2: port } = new MessageChannel();
const keeperUrl = new URL(`keeper.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
const options = { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 1 } };
const keeper = keeperUrl.href.endsWith(".js")
  ? new Worker(keeperUrl, options)
  : new Worker(fromSource(), { ...options, eval: true });
const task: KeeperTask = { port, limits: limitsIn(process.argv[2]) };
keeper.postMessage(task, [port]);

function limitsIn(text = "{}"): VictimLimits {
  const given = parseJson(text);
  const { rssBytes, forgottenMs } = isJsonObject(given) ? given : {};
  return {
    rssBytes: typeof rssBytes === "number" ? rssBytes : victimLimits.rssBytes,
    forgottenMs: typeof forgottenMs === "number" ? forgottenMs : victimLimits.forgottenMs,
  };
}

/** On Node 20 `--import tsx` does not apply to the entry of a worker, so the worker registers tsx itself. */
function fromSource(): string {
  const tsx = JSON.stringify(import.meta.resolve("tsx/esm/api"));
  return `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(keeperUrl.href)}); });`;
}

// Ctrl-C reaches the whole process group, but the drill decides when its processes end.
for (const signal of ["SIGINT", "SIGQUIT", "SIGHUP"]) process.on(signal, () => undefined);

/** As many turns as half a minute of healthy life has. */
const youthTurns = 600;
const youth: Load = { ...idle, cpuPercent: 50, syscallsPerS: 1000 };

/**
 * A young process compiles what it runs often and touches its heap for the first time, which would look like a leak. It
 * lives through that before it is watched.
 */
function grow(turns = 0): void {
  if (turns < youthTurns) {
    // However long a busy machine kept it waiting, a turn owes the work of a millisecond.
    lastMs = performance.now() - 1;
    work();
    setTimeout(() => grow(turns + 1), 1);
    return;
  }
  load = idle;
  startAfresh();
  gc?.();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  orders.postMessage("grown");
  beat();
}

load = youth;
grow();
