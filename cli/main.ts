#!/usr/bin/env node
import { closeSync, openSync, readFileSync } from "node:fs";
import { devNull } from "node:os";
import { isatty } from "node:tty";
import { setFlagsFromString } from "node:v8";
import pc from "picocolors";
import type { Io } from "./io.ts";
import { stopSignals } from "./io.ts";
import { exitCode } from "./output/exit-code.ts";
import { printError } from "./output/print-error.ts";
import { main } from "./program.ts";
import { sweepTemporaryFolders } from "../detector/remote/temporary-folder.ts";
import { bringLeftHome } from "../harness/files/file-apart.ts";
import { beforeModules, blameModule, forbidExit } from "../harness/session/fence.ts";

// undici's parser is WebAssembly. V8 would compile it again for speed, which takes 30 MiB and gains a drill nothing.
setFlagsFromString("--liftoff-only");

// The reader has closed our output (`firedrill list | head -1`), or its terminal (EIO). Further output is lost, but a
// running drill finishes, because its files and its exit code count too.
const closed: ReadonlySet<string | undefined> = new Set(["EPIPE", "ERR_STREAM_DESTROYED", "EIO"]);
function ignoreIfClosed(error: NodeJS.ErrnoException): void {
  if (!closed.has(error.code)) throw error;
}

/** Under `nohup`, where a listener would undo it. Only Linux tells. */
function isHangupIgnored(): boolean {
  try {
    const [, ignored = "0"] = /^SigIgn:\s*([\da-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return BigInt(`0x${ignored}`) % 2n === 1n;
  } catch {
    return false;
  }
}

/** NO_COLOR wins. FORCE_COLOR turns colors on, unless it is 0 or false, which turn them off. */
function hasColors(): boolean {
  const { NO_COLOR: none = "", FORCE_COLOR: forced = "" } = process.env;
  if (none !== "" || forced === "0" || forced === "false") return false;
  return pc.isColorSupported;
}

const terminals = [0, 1, 2].filter((fd) => isatty(fd));

/** Node aborts where it cannot reset a terminal that is gone. */
function dieWithTerminal(): void {
  if (terminals.every((fd) => isatty(fd))) return;
  process.kill(process.pid, "SIGHUP");
  // Under nohup.
  process.kill(process.pid, "SIGKILL");
}

const unread = new AbortController();
process.stdout.on("error", ignoreIfClosed).once("error", () => unread.abort());
process.stderr.on("error", ignoreIfClosed);

const allowExit = forbidExit();
let isStdinUsed = false;
const io: Io = {
  stdin: () => {
    isStdinUsed = true;
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  paint: pc.createColors(hasColors()),
  unread: unread.signal,
  onStop: (listener) => {
    const heard = stopSignals.filter((signal) => signal !== "SIGHUP" || !isHangupIgnored());
    for (const signal of heard) process.on(signal, listener);
    return () => {
      for (const signal of heard) process.off(signal, listener);
    };
  },
  exit: (code) => {
    allowExit();
    process.exit(code);
  },
};

// An uncaught error of a detector module becomes the error of its drill. Any other is a bug in firedrill.
process.on("uncaughtException", (error) => {
  if (!blameModule(error)) io.exit(printError(error, io));
});
process.on("unhandledRejection", (reason) => {
  if (!blameModule(reason)) io.exit(printError(reason, io));
});
setImmediate(() => {
  bringLeftHome();
  sweepTemporaryFolders();
});

let hasModule = false;
beforeModules(async () => {
  if (hasModule) return;
  hasModule = true;
  const { hearStops } = await import("../harness/session/stop-ear.ts");
  await hearStops(leaveBusyModule);
});

function leaveBusyModule(): void {
  process.stderr.write("firedrill: interrupted while a detector module was busy; there is no result.\n");
  // Node would print a line about the debugger that interrupted the module.
  closeSync(process.stderr.fd);
  openSync(devNull, "w");
  io.exit(exitCode.interrupted);
}

const code = await main(process.argv.slice(2), io);
process.exitCode = code;
// A program that still writes to it is not waited for.
if (isStdinUsed) process.stdin.destroy();
// Timers and sockets of a module do not keep the finished program alive.
if (hasModule) process.stdout.write("", () => io.exit(code));
else allowExit();
// The last of its kind, so that temporary folders are gone.
process.once("exit", dieWithTerminal);
