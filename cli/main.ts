#!/usr/bin/env node
import pc from "picocolors";
import type { Io } from "./io.ts";
import { printError } from "./output/print-error.ts";
import { main } from "./program.ts";
import { blameModule, forbidExit } from "../harness/session/fence.ts";

// Nobody reads our output any more (`firedrill list | head -1`): what is said from now on is lost, and nothing else
// changes. A drill that was begun is finished, for its files and its exit code count too.
function passOverIfClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
}

const unread = new AbortController();
process.stdout.on("error", passOverIfClosed).once("error", () => unread.abort());
process.stderr.on("error", passOverIfClosed);

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

// What nobody caught is the fault of the detector module that threw it, which its drill then says; else it is ours.
process.on("uncaughtException", (error) => {
  if (!blameModule(error)) io.exit(printError(error, io));
});
process.on("unhandledRejection", (reason) => {
  if (!blameModule(reason)) io.exit(printError(reason, io));
});
process.exitCode = await main(process.argv.slice(2), io);
allowExit();
