import type { Argv } from "yargs";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { checkedSeed, wallClockKindOf } from "../options/checked.ts";
import { logFormatOption, repeatable, seedOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { liveDrill } from "../output/live-drill.ts";

export function options(yargs: Argv) {
  return yargs
    .positional("scenario", { type: "string", demandOption: true, describe: "A name, or the path of a file" })
    .option("target", { type: "string", default: "http://127.0.0.1:8888", describe: "The server's URL" })
    .option("allow-host", { ...repeatable, describe: "A host beside this machine that may be loaded" })
    .option("log", { type: "string", describe: "Where the log goes; default: log/server_response.csv" })
    .option("log-format", {
      ...logFormatOption,
      describe: "How it is spelled; original goes on with a log that is there",
    })
    .option("labels", { type: "string", describe: "Where the log with the truth goes (CSV)" })
    .option("seed", seedOption)
    .option("clock", {
      type: "string",
      default: "real",
      describe: "real, or scaled:N, the same as the server's",
    });
}

/**
 * `firedrill play SCENARIO --target URL --log FILE`: the mock client alone, to the end of the scenario or until Ctrl-C. Says
 * what became of it.
 */
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
