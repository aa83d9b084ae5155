#!/usr/bin/env node
import yargs from "yargs";
import { amocCommand } from "./amoc.ts";
import { compareCommand } from "./compare.ts";
import { exitCode } from "./exit-code.ts";
import { exploreCommand } from "./explore.ts";
import { importCommand } from "./import.ts";
import { lintCommand } from "./lint.ts";
import { listCommand } from "./list.ts";
import { printError } from "./print-error.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { scoreCommand } from "./score.ts";
import { simulateCommand } from "./simulate.ts";
import { sweepCommand } from "./sweep.ts";
import { trainCommand } from "./train.ts";
import { tuneCommand } from "./tune.ts";
import { watchCommand } from "./watch.ts";
import { playCommand } from "./play.ts";
import { serveCommand } from "./serve.ts";
import { surviveClosedPipes } from "./closed-pipe.ts";
import { badCommandLine, refuseRepeats, UsageMistake } from "./usage.ts";
import { packageVersion } from "./version.ts";

surviveClosedPipes();
process.on("uncaughtException", (error) => {
  process.exit(printError(error));
});

// A command costs nothing until it is asked for: its handler imports what it needs.
const program = yargs(process.argv.slice(2))
  .scriptName("firedrill")
  .usage("$0 <command>\n\nFire drills for anomaly detectors: did you notice, and how fast?")
  .command(runCommand)
  .command(serveCommand)
  .command(playCommand)
  .command(watchCommand)
  .command(scoreCommand)
  .command(sweepCommand)
  .command(compareCommand)
  .command(amocCommand)
  .command(trainCommand)
  .command(tuneCommand)
  .command(exploreCommand)
  .command(simulateCommand)
  .command(importCommand)
  .command(replayCommand)
  .command(listCommand)
  .command(lintCommand)
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

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = printError(
    error instanceof UsageMistake ? badCommandLine(error.message, await program.getHelp()) : error,
  );
}
