import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";

type ExploreArguments = ArgumentsOf<typeof exploreOptions>;

/** `firedrill explore LOG`: who tried to log in, as pictures and a table. */
export const exploreCommand: CommandModule<unknown, ExploreArguments> = {
  command: "explore <log>",
  describe: "Draw a log of attempts to log in, and sum it up by address",
  builder: exploreOptions,
  async handler({ log, labels, out, model }) {
    const { exploreToFiles } = await import("./explore-to-files.ts");
    await exploreToFiles({
      logPath: log,
      out,
      ...(labels === undefined ? {} : { attacksPath: labels }),
      ...(model === undefined ? {} : { modelPath: model }),
    });
  },
};

function exploreOptions(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "A log of attempts to log in" })
    .option("labels", {
      type: "string",
      describe: "Which were attacks: a file of start,end,source_ip; default: as a labelled log says",
    })
    .option("out", { type: "string", default: "explore", describe: "The folder for the files" })
    .option("model", {
      type: "string",
      describe: "Draw what this model of login-rules asks (see firedrill train)",
    });
}
