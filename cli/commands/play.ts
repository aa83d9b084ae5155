import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { repeatable, seedOption } from "../options/options.ts";

type PlayArguments = ArgumentsOf<typeof playOptions>;

/** `firedrill play SCENARIO --target URL --log FILE`: the mock client alone. */
export const playCommand: CommandModule<unknown, PlayArguments> = {
  command: "play <scenario>",
  describe: "Play a scenario against a server and write the log",
  builder: playOptions,
  async handler({ scenario, target, allowHost, log, logFormat, labels, seed, clock }) {
    const { playToLog } = await import("./play-to-log.ts");
    const request = { scenario, target, allowHosts: allowHost, log, logFormat, labels, seed, clock };
    process.exitCode = await playToLog(request);
  },
};

function playOptions(yargs: Argv) {
  return yargs
    .positional("scenario", { type: "string", demandOption: true, describe: "A name, or the path of a file" })
    .option("target", { type: "string", default: "http://127.0.0.1:8888", describe: "The server's URL" })
    .option("allow-host", { ...repeatable, describe: "A host beside this machine that may be loaded" })
    .option("log", { type: "string", describe: "Where the log goes; default: log/server_response.csv" })
    .option("log-format", {
      choices: ["csv", "ndjson", "original"] as const,
      default: "csv" as const,
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
