#!/usr/bin/env node
import pc from "picocolors";
import type { Io } from "./io.ts";
import { printError } from "./output/print-error.ts";
import { main } from "./program.ts";
import { blameModule, forbidExit } from "../harness/session/fence.ts";

// The reader has closed our output (`firedrill list | head -1`). Further output is lost, but a running drill finishes,
// because its files and its exit code count too.
function ignoreIfClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
}

const unread = new AbortController();
process.stdout.on("error", ignoreIfClosed).once("error", () => unread.abort());
process.stderr.on("error", ignoreIfClosed);

const allowExit = forbidExit();
const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  paint: pc,
  unread: unread.signal,
  onStop: (listener) => {
    process.on("SIGINT", listener);
    process.on("SIGTERM", listener);
    return () => {
      process.off("SIGINT", listener);
      process.off("SIGTERM", listener);
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
process.exitCode = await main(process.argv.slice(2), io);
allowExit();
