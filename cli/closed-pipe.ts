import { exitCode } from "./exit-code.ts";

/** Ends quietly when the reader of our output has gone (`firedrill list | head -1`), with the exit code so far. */
export function surviveClosedPipes(): void {
  process.stdout.on("error", leaveIfClosed);
  process.stderr.on("error", leaveIfClosed);
}

function leaveIfClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? exitCode.passed);
}
