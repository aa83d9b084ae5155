import { inspect } from "node:util";
import { FiredrillError } from "../../domain/error.ts";
import type { Paint } from "../../report/text/paint.ts";
import { plainPaint } from "../../report/text/paint.ts";
import { printable } from "../../domain/text/printable.ts";
import type { Io } from "../io.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode } from "./exit-code.ts";

/** Prints an error to standard error. @returns its exit code */
export function printError(thrown: unknown, { stderr, paint }: Io): ExitCode {
  const error = isWriteError(thrown) ? outputLost(thrown) : thrown;
  stderr.write(formatError(error, stderr.isTTY === true ? paint : plainPaint));
  return exitCodeOf(error);
}

/** Message, advice and a pointer to the docs for a `FiredrillError`, the stack for a bug. Control characters are escaped. */
export function formatError(error: unknown, paint: Paint): string {
  if (!(error instanceof FiredrillError)) return formatBug(error);
  const message = escaped(error.message);
  const pointer = `docs/errors.md#${error.code.toLowerCase()}`;
  return `${paint.red("firedrill:")} ${message}\n${escaped(error.advice)}\n${paint.dim(`See ${pointer}`)}\n`;
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
    escaped(inspect(error)),
    "This is a bug in firedrill.",
    "Please report it with these lines, your command, and the output of firedrill --version.",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** True when writing to standard output failed, for example because the disk is full. */
function isWriteError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && "syscall" in thrown && thrown.syscall === "write";
}

function outputLost(cause: NodeJS.ErrnoException): FiredrillError {
  return new FiredrillError(
    "drill",
    "OUTPUT_NOT_WRITABLE",
    `Could not write output: ${cause.message}.`,
    "Free disk space, or redirect standard output elsewhere.",
    { cause },
  );
}

/** Escapes what could move the cursor, change colors or reverse text; keeps line ends. */
function escaped(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line, line.length))
    .join("\n");
}
