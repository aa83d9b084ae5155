import type { ArgumentsCamelCase, Argv } from "yargs";
import type { Io } from "./io.ts";
import type { ExitCode } from "./output/exit-code.ts";

/** What a file of `commands/` exports. Its module loads no more than `--help` needs; `run` imports what it plays. */
interface Command<A> {
  readonly options: (yargs: Argv) => Argv<A>;
  readonly run: (args: ArgumentsCamelCase<A>, io: Io) => Promise<ExitCode>;
}

/** The arguments that a command's `options` describe, as yargs parses them. */
export type ArgumentsOf<B extends (yargs: Argv) => unknown> =
  ReturnType<B> extends Argv<infer A> ? ArgumentsCamelCase<A> : never;

/** Teaches yargs a command. @param onEnd - told the exit code when the command was run to its end */
type Teach = (yargs: Argv, io: Io, onEnd: (code: ExitCode) => void) => void;

/**
 * A command that is loaded when it is called.
 * @param words - its name and its arguments, as yargs writes them
 */
function command<A>(words: string, summary: string, load: () => Promise<Command<A>>): Teach {
  return (yargs, io, onEnd) =>
    void yargs.command(
      words,
      summary,
      async (own: Argv) => (await load()).options(own),
      async (args) => onEnd(await (await load()).run(args, io)),
    );
}

/** Every command, in the order in which people meet them. */
export const commands: readonly Teach[] = [
  command("run [scenario..]", "Play scenarios and judge the detectors", () => import("./commands/run.ts")),
  command("serve [scenario]", "Run the mock server alone", () => import("./commands/serve.ts")),
  command(
    "play <scenario>",
    "Play a scenario against a server and write the log",
    () => import("./commands/play.ts"),
  ),
  command("watch <log>", "Let detectors follow a growing log", () => import("./commands/watch.ts")),
  command(
    "score <labelled> [alerts]",
    "Judge detectors, or a file of alerts, by a labelled log",
    () => import("./commands/score.ts"),
  ),
  command(
    "sweep [scenario]",
    "Vary a scenario and see where detectors fail",
    () => import("./commands/sweep.ts"),
  ),
  command(
    "compare <scenario..>",
    "Rank detectors by delay, false alarms and cost",
    () => import("./commands/compare.ts"),
  ),
  command(
    "amoc <scenario>",
    "Draw delay against false alarms, threshold by threshold",
    () => import("./commands/amoc.ts"),
  ),
  command(
    "train <log>",
    "Teach a detector what health is, from a log without a fault",
    () => import("./commands/train.ts"),
  ),
  command(
    "tune [log]",
    "Find thresholds for a rate of false alarms, on healthy traffic",
    () => import("./commands/tune.ts"),
  ),
  command(
    "explore <log>",
    "Draw a log of attempts to log in, and sum it up by address",
    () => import("./commands/explore.ts"),
  ),
  command(
    "simulate <scenario>",
    "Write the log of a scenario, with its answers, without playing it",
    () => import("./commands/simulate.ts"),
  ),
  command("import <file>", "Make a scenario of a recorded log", () => import("./commands/import.ts")),
  command("replay <log>", "Judge detectors on a recorded log", () => import("./commands/replay.ts")),
  command("list", "Show the scenarios, the suites and the detectors", () => import("./commands/list.ts")),
  command("lint <file..>", "Check scenario files without running them", () => import("./commands/lint.ts")),
];
