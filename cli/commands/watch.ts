import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { repeatable } from "../options/options.ts";

type WatchArguments = ArgumentsOf<typeof watchOptions>;

/** Each reads another kind of log. */
const chosenForYou: readonly string[] = ["guard", "login-guard"];

/** `firedrill watch LOG`: a detector reads along with a log that somebody else writes. */
export const watchCommand: CommandModule<unknown, WatchArguments> = {
  command: "watch <log>",
  describe: "Let detectors follow a growing log",
  builder: watchOptions,
  async handler({ log, detector, from, report }) {
    const { watchUntilStopped } = await import("./watch-until-stopped.ts");
    process.exitCode = await watchUntilStopped({ log, detectors: detector, from, report });
  },
};

function watchOptions(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "The log; it need not exist yet" })
    .option("detector", {
      ...repeatable,
      default: chosenForYou,
      describe: "NAME or NAME:key=value,key=value",
    })
    .option("from", {
      choices: ["now", "start"] as const,
      default: "now" as const,
      describe: "now: learn from what is there, alert on what is new; start: judge all of it",
    })
    .option("report", {
      choices: ["text", "json"] as const,
      default: "text" as const,
      describe: "One line per alert, for people or as JSON",
    });
}
