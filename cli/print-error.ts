import { inspect } from "node:util";
import pc from "picocolors";
import { FiredrillError } from "../domain/error.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode } from "./exit-code.ts";

/** Tells standard error what happened and what to do. @returns the exit code that goes with it */
export function printError(error: unknown): ExitCode {
  const colours = pc.createColors(process.stderr.isTTY ? pc.isColorSupported : false);
  process.stderr.write(formatError(error, colours));
  return exitCodeOf(error);
}

/** Three lines for a mistake of the user's, the stack for one of ours. Control characters are made visible. */
export function formatError(error: unknown, colours: ReturnType<typeof pc.createColors>): string {
  if (!(error instanceof FiredrillError)) return formatBug(error);
  const message = visible(error.message);
  const pointer = `docs/errors.md#${error.code.toLowerCase()}`;
  return `${colours.red("firedrill:")} ${message}\n${visible(error.advice)}\n${colours.dim(`See ${pointer}`)}\n`;
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

/** Shows what could move the cursor, change colours or turn text around as its code; line ends stay. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) =>
    character === "\n" ? character : escaped(character),
  );
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
