import { existsSync, readFileSync } from "node:fs";
import yargs from "yargs";
import { commands } from "./commands.ts";
import type { Io } from "./io.ts";
import { badCommandLine, refuseRepeats, UsageMistake } from "./options/usage.ts";
import type { ExitCode } from "./output/exit-code.ts";
import { exitCode } from "./output/exit-code.ts";
import { printError } from "./output/print-error.ts";

/**
 * The program as a function. It touches no global state but files, sockets and processes of its own.
 * @param argv - the words after the program's name
 * @returns the exit code; nothing is thrown
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCode.passed;
  const program = yargs([...argv])
    .scriptName("firedrill")
    .usage("$0 <command>\n\nFire drills for anomaly detectors: did you notice, and how fast?")
    .version(packageVersion())
    .alias({ help: "h", version: "v" })
    .epilogue(
      `Exit codes: ${exitCode.passed} passed, ${exitCode.gateFailed} not noticed or a false alarm, ` +
        `${exitCode.usage} asked for nonsense, ${exitCode.drillFailed} the drill could not be run or trusted.`,
    )
    .locale("en")
    .demandCommand(1, "Name a command.")
    .strict()
    .check(refuseRepeats)
    .wrap(100)
    .exitProcess(false)
    .fail((message: string | null, error?: Error) => {
      // A mistake in the arguments has a message of yargs' own; anything else was thrown by a command.
      throw error === undefined || error.name === "YError"
        ? new UsageMistake(message ?? error?.message)
        : error;
    });
  for (const teach of commands) teach(program, io, (ended) => (code = ended));
  let help: Promise<string> | undefined;
  try {
    await program.parseAsync([...argv], (error: unknown, _parsed: unknown, output: string) => {
      // Only here yargs still knows which command it was about.
      if (error instanceof Error) help = program.getHelp();
      if (output !== "") io.stdout.write(`${output}\n`);
    });
    return code;
  } catch (error) {
    const mistake = usageMistakeOf(error);
    if (mistake === undefined) return printError(error, io);
    return printError(badCommandLine(mistake, await (help ?? program.getHelp())), io);
  }
}

/** What yargs or a command found wrong with the arguments; undefined for any other error. */
function usageMistakeOf(error: unknown): string | undefined {
  const isMistake = error instanceof UsageMistake || (error instanceof Error && error.name === "YError");
  return isMistake ? error.message : undefined;
}

/** From package.json, one level up from the sources and two from the built program. */
function packageVersion(): string {
  const places = ["../package.json", "../../package.json"].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) return "unknown";
  const manifest: unknown = JSON.parse(readFileSync(found, "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "unknown";
}
