import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedSeed, wallClockKindOf } from "../options/checked.ts";
import {
  logFormatOption,
  outputGroup,
  repeatable,
  scenarioArgument,
  seedOption,
  wallClockOption,
  withExamples,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { liveDrill } from "../output/live-drill.ts";

const serverGroup = "Server:";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["play healthy", "Play against firedrill serve on this machine"],
    ["play rapidly --log observed.csv --labels labelled.csv", "Choose the files"],
  ])
    .positional("scenario", { ...scenarioArgument, demandOption: true })
    .option("target", {
      group: serverGroup,
      type: "string",
      default: "http://127.0.0.1:8888",
      describe: "URL of the server",
    })
    .option("allow-host", {
      group: serverGroup,
      ...repeatable,
      describe: "Host other than this machine that may get load; repeatable",
    })
    .option("log", {
      group: outputGroup,
      type: "string",
      describe: "File for the log",
      defaultDescription: "log/server_response.csv",
    })
    .option("log-format", {
      ...logFormatOption,
      describe: "Format of the log; only original appends to an existing file",
    })
    .option("labels", {
      group: outputGroup,
      type: "string",
      describe: "CSV file for the log with the truth",
      defaultDescription: "no file",
    })
    .option("seed", seedOption)
    .option("clock", { ...wallClockOption, describe: "Clock: real or scaled:N, the same as the server's" });
}

/** `firedrill play SCENARIO --target URL --log FILE`: the mock client alone, to the end of the scenario or until Ctrl-C. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { playAt } = await import("../../harness/world/play-at.ts");
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const scenario = await loadOrFindScenario(args.scenario);
  const clock = wallClockKindOf(args.clock);
  const seed = checkedSeed(args.seed);
  const progress = liveDrill(io.stderr);
  const interrupt = interruptSignal(io);
  try {
    const { sentence, hint, error } = await playAt({
      scenario,
      seed,
      clock,
      target: args.target,
      allowHosts: args.allowHost,
      logPath: args.log,
      logFormat: args.logFormat,
      labelsPath: args.labels,
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.kind === "announced") io.stderr.write(`${event.sentence}\n`);
        else progress.onEvent(event);
      },
    });
    progress.clear();
    io.stdout.write(`${sentence}\n`);
    if (hint !== undefined) io.stderr.write(`${hint}\n`);
    if (error !== undefined) throw error;
    return exitCode.passed;
  } finally {
    progress.clear();
    interrupt.release();
  }
}
