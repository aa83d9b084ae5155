import yargs from "yargs";
import { CalledCommand, commandGroups, groupedHelp } from "./commands.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-file.ts";
import {
  dashesForBlanks,
  refuseMissingValues,
  refuseRepeats,
  usageError,
  wordsForNumbers,
  YargsMistake,
} from "./options/usage.ts";
import type { ExitCode } from "./output/exit-code.ts";
import { ownCommand } from "../harness/world/own-module.ts";
import { exitCode } from "./output/exit-code.ts";
import { inertOutput } from "./output/inert-output.ts";
import { printError } from "./output/print-error.ts";

/**
 * The program as a function. Its only side effects are files, sockets, processes and `io`.
 * @param argv - the arguments after the program's name
 * @returns the exit code; never throws
 */
export async function main(argv: readonly string[], outside: Io): Promise<ExitCode> {
  const io = { ...outside, stdout: inertOutput(outside.stdout), stderr: inertOutput(outside.stderr) };
  const program = yargs([...argv])
    .scriptName("firedrill")
    .usage("$0 <command>\n\nFire drills for anomaly detectors: did you notice, and how fast?")
    .version(packageVersion())
    .alias({ help: "h", version: "v" })
    .epilogue(
      [
        "Examples:",
        "  # Gate your detector in CI: three questions",
        `  ${ownCommand} init`,
        "  # Rank a program of yours beside a built-in detector",
        `  ${ownCommand} compare rapidly --detector "cmd:python3 detector.py" --detector knn`,
        "",
        "",
      ].join("\n") +
        `Exit codes: ${exitCode.passed} passed; ${exitCode.gateFailed} missed, late or false alarm; ` +
        `${exitCode.usage} invalid input; ${exitCode.drillFailed} drill failed or not valid; ${exitCode.interrupted} interrupted.`,
    )
    .locale("en")
    .parserConfiguration({ "dot-notation": false })
    .demandCommand(1, "Missing command")
    .strict()
    .middleware((args) => void Object.assign(args, wordsForNumbers(args, argv), dashesForBlanks(args, argv)))
    .check((args) => refuseRepeats(args) && refuseMissingValues(args, argv))
    .wrap(100)
    .exitProcess(false)
    .fail((message: string | null, error?: Error) => {
      throw error === undefined || error.name === "YError"
        ? new YargsMistake(message ?? error?.message)
        : error;
    });
  for (const { commands } of commandGroups) for (const { teach } of commands) teach(program);
  let help: Promise<string> | undefined;
  try {
    await program.parseAsync([...argv], (error: unknown, _parsed: unknown, output: string) => {
      // Only here yargs still knows which command it was parsing.
      if (isYargsMistake(error)) help = program.getHelp();
      if (output !== "") io.stdout.write(`${groupedHelp(output)}\n`);
    });
    return exitCode.passed;
  } catch (error) {
    if (error instanceof CalledCommand) return runCalled(error, io);
    if (!isYargsMistake(error)) return printError(error, io);
    return printError(usageError(error.message, await (help ?? program.getHelp()), argv), io);
  }
}

async function runCalled({ run }: CalledCommand, io: Io): Promise<ExitCode> {
  try {
    return await run(io);
  } catch (error) {
    return printError(error, io);
  }
}

function isYargsMistake(error: unknown): error is Error {
  return error instanceof YargsMistake || (error instanceof Error && error.name === "YError");
}
