#!/usr/bin/env node
import yargs from "yargs";
import { amocCommand } from "./commands/amoc.ts";
import { compareCommand } from "./commands/compare.ts";
import { exitCode } from "./output/exit-code.ts";
import { exploreCommand } from "./commands/explore.ts";
import { importCommand } from "./commands/import.ts";
import { lintCommand } from "./commands/lint.ts";
import { listCommand } from "./commands/list.ts";
import { printError } from "./output/print-error.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { scoreCommand } from "./commands/score.ts";
import { simulateCommand } from "./commands/simulate.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { trainCommand } from "./commands/train.ts";
import { tuneCommand } from "./commands/tune.ts";
import { watchCommand } from "./commands/watch.ts";
import { playCommand } from "./commands/play.ts";
import { serveCommand } from "./commands/serve.ts";
import { surviveClosedPipes } from "./output/closed-pipe.ts";
import { badCommandLine, refuseRepeats, UsageMistake } from "./options/usage.ts";
import { packageVersion } from "./output/version.ts";

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
