import { inspect } from "node:util";
import { FiredrillError } from "../../domain/error.ts";
import type { Paint } from "../../report/text/paint.ts";
import { plainPaint } from "../../report/text/paint.ts";
import { printable } from "../../domain/text/printable.ts";
import type { Io } from "../io.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode } from "./exit-code.ts";

/** Tells standard error what happened and what to do. @returns the exit code that goes with it */
export function printError(thrown: unknown, { stderr, paint }: Io): ExitCode {
  const error = isWriteError(thrown) ? outputLost(thrown) : thrown;
  stderr.write(formatError(error, stderr.isTTY === true ? paint : plainPaint));
  return exitCodeOf(error);
}

/** Three lines for a mistake of the user's, the stack for one of ours. Control characters are made visible. */
export function formatError(error: unknown, paint: Paint): string {
  if (!(error instanceof FiredrillError)) return formatBug(error);
  const message = visible(error.message);
  const pointer = `docs/errors.md#${error.code.toLowerCase()}`;
  return `${paint.red("firedrill:")} ${message}\n${visible(error.advice)}\n${paint.dim(`See ${pointer}`)}\n`;
}

export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof FiredrillError)) return exitCode.drillFailed;
  switch (error.kind) {
    case "usage":
      return exitCode.usage;
    case "drill":
      return exitCode.drillFailed;
    case "interrupt":
      return exitCode.interrupted;
  }
}

function formatBug(error: unknown): string {
  const lines = [
    visible(inspect(error)),
    "This is a mistake in firedrill, not yours. Please report it where firedrill comes from:",
    'these lines, the command you ran, and what "firedrill --version" says.',
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Standard output is a file, and its disk is full or broken. */
function isWriteError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && "syscall" in thrown && thrown.syscall === "write";
}

function outputLost(cause: NodeJS.ErrnoException): FiredrillError {
  return new FiredrillError(
    "drill",
    "OUTPUT_NOT_WRITABLE",
    `What was to be said could not be written: ${cause.message}.`,
    "Free the disk, or send standard output elsewhere.",
    { cause },
  );
}

/** Shows what could move the cursor, change colours or turn text around as its code; line ends stay. */
function visible(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, line.length))
    .join("\n");
}
