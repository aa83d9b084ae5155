import type { Argv } from "yargs";
import { readFileSync } from "node:fs";
import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { packageFile } from "../package-file.ts";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["explain MACHINE_TOO_BUSY", "What happened and what to do"],
    ["explain", "List all errors"],
  ]).positional("code", {
    type: "string",
    default: "",
    describe: "The code at the end of an error message; upper or lower case",
  });
}

/** `firedrill explain [CODE]`: the page of an error, or all codes with what they mean. */
export async function run({ code }: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const pages = errorPages(readFileSync(packageFile("docs/errors.md"), "utf8"));
  const wanted = code.toUpperCase().replaceAll("-", "_");
  const page = pages.get(wanted);
  if (page === undefined && wanted !== "") throw unknownCode(code, [...pages.keys()]);
  io.stdout.write(page === undefined ? listOf(pages) : `${wanted}\n\n${page}\n`);
  return exitCode.passed;
}

/** The sections of the page of errors by their headings, without code fences. */
function errorPages(text: string): ReadonlyMap<string, string> {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [name = "", ...lines] = section.split("\n");
      return [name, withoutFences(lines).trim()];
    }),
  );
}

/** Quoted messages are indented instead. */
function withoutFences(lines: readonly string[]): string {
  let isQuoted = false;
  return lines
    .flatMap((line) => {
      const isFence = line.startsWith("```");
      if (isFence) isQuoted = !isQuoted;
      return isFence ? [] : [isQuoted && line !== "" ? `  ${line}` : line];
    })
    .join("\n");
}

/** Every code with the first paragraph of its page. */
function listOf(pages: ReadonlyMap<string, string>): string {
  return [...pages]
    .map(([name, page]) => `${name}\n  ${(page.split("\n\n")[0] ?? "").replaceAll("\n", "\n  ")}\n`)
    .join("");
}

function unknownCode(code: string, known: readonly string[]): FiredrillError {
  return new FiredrillError(
    "usage",
    "UNKNOWN_ERROR_CODE",
    `Unknown error code "${code}".`,
    `${didYouMean(code.toUpperCase(), known)}Run firedrill explain for all codes.`,
  );
}
