import type { ArgumentsCamelCase, Argv } from "yargs";
import type { Io } from "./io.ts";
import type { ExitCode } from "./output/exit-code.ts";

/** What each file in `commands/` exports. `run` imports heavy modules lazily, so that `--help` starts fast. */
interface Command<A> {
  readonly options: (yargs: Argv) => Argv<A>;
  readonly run: (args: ArgumentsCamelCase<A>, io: Io) => Promise<ExitCode>;
}

/** The parsed arguments of a command with these `options`. */
export type ArgumentsOf<B extends (yargs: Argv) => unknown> =
  ReturnType<B> extends Argv<infer A> ? ArgumentsCamelCase<A> : never;

/** A command whose module is loaded when it is called. */
export interface LazyCommand {
  readonly name: string;
  /** Registers it. It throws `CalledCommand` when it is called. */
  readonly teach: (yargs: Argv) => void;
}

/**
 * A command that was called, with its arguments. It is thrown, so that yargs ends before the command runs: yargs lays out
 * the whole help when a command returns, which takes longer than reading the arguments.
 */
export class CalledCommand extends Error {
  readonly run: (io: Io) => Promise<ExitCode>;

  constructor(run: CalledCommand["run"]) {
    super("a command was called");
    this.run = run;
  }
}

/** @param usage - its name and positionals, in the notation of yargs */
function command<A>(usage: string, summary: string, load: () => Promise<Command<A>>): LazyCommand {
  return {
    name: usage.replace(/ .*/s, ""),
    teach: (yargs) =>
      void yargs.command(
        usage,
        summary,
        async (own: Argv) => (await load()).options(own),
        (args) => {
          throw new CalledCommand(async (io) => (await load()).run(args, io));
        },
      ),
  };
}

/** Commands for one purpose. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly LazyCommand[];
}

/** Every command, in the order of the help. */
export const commandGroups: readonly CommandGroup[] = [
  {
    title: "Drill a detector:",
    commands: [
      command(
        "run [scenario..]",
        "Play scenarios and check that detectors notice in time",
        () => import("./commands/run.ts"),
      ),
      command("replay <log>", "Score detectors on a recorded log", () => import("./commands/replay.ts")),
      command(
        "score <labelled> [alerts]",
        "Score detectors or a file of alerts on a labelled log",
        () => import("./commands/score.ts"),
      ),
      command(
        "watch <log>",
        "Run detectors on a growing log and print their alerts",
        () => import("./commands/watch.ts"),
      ),
    ],
  },
  {
    title: "Bring your own:",
    commands: [
      command(
        "init",
        "Write a scenario, a test and a CI job that gate your detector",
        () => import("./commands/init.ts"),
      ),
      command("import <file>", "Turn a recorded log into a scenario", () => import("./commands/import.ts")),
      command("explore <log>", "Plot and summarize a log", () => import("./commands/explore.ts")),
      command(
        "lint <scenario..>",
        "Check scenarios without running them",
        () => import("./commands/lint.ts"),
      ),
    ],
  },
  {
    title: "Study detectors:",
    commands: [
      command(
        "compare <scenario..>",
        "Rank detectors by delay, false alarms and cost",
        () => import("./commands/compare.ts"),
      ),
      command(
        "sweep [scenario]",
        "Vary a scenario and find where detectors fail",
        () => import("./commands/sweep.ts"),
      ),
      command(
        "amoc <scenario>",
        "Plot delay against false alarms for each threshold",
        () => import("./commands/amoc.ts"),
      ),
      command(
        "tune [log]",
        "Find thresholds for a target rate of false alarms",
        () => import("./commands/tune.ts"),
      ),
      command("train <log>", "Train a detector on a healthy log", () => import("./commands/train.ts")),
      command(
        "nab <folder>",
        "Score detectors on labelled series by the rules of NAB",
        () => import("./commands/nab.ts"),
      ),
      command("merge <folder..>", "Make one run of its shards", () => import("./commands/merge.ts")),
      command(
        "report <run..>",
        "Draw runs of one scenario over each other",
        () => import("./commands/report.ts"),
      ),
    ],
  },
  {
    title: "Play by hand:",
    commands: [
      command("serve [scenario]", "Run the mock server alone", () => import("./commands/serve.ts")),
      command(
        "play <scenario>",
        "Play a scenario against a running server and write the log",
        () => import("./commands/play.ts"),
      ),
      command(
        "simulate <scenario>",
        "Write the labelled log of a scenario without playing it",
        () => import("./commands/simulate.ts"),
      ),
      command("collect", "Log what running processes use", () => import("./commands/collect.ts")),
    ],
  },
  {
    title: "Look up:",
    commands: [
      command("list", "List all scenarios, suites and detectors", () => import("./commands/list.ts")),
      command(
        "explain [code]",
        "Say what an error means and what to do",
        () => import("./commands/explain.ts"),
      ),
    ],
  },
];

/** The help of the program, with its commands in groups. @param help - of yargs; that of a command is returned as it is */
export function groupedHelp(help: string): string {
  const [, before, list = "", after] =
    /^(firedrill <command>\n.*?\n)Commands:\n(.*?\n)(\n.*)$/s.exec(help) ?? [];
  if (before === undefined || after === undefined) return help;
  const entries = new Map(
    list.split(/^(?= {2}firedrill )/m).map((entry) => [/^ {2}firedrill (\S+)/.exec(entry)?.[1] ?? "", entry]),
  );
  const groups = commandGroups.map(
    ({ title, commands }) => `${title}\n${commands.map(({ name }) => entries.get(name) ?? "").join("")}`,
  );
  return `${before}${groups.join("\n")}${after}`;
}
