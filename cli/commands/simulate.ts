import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { seedOption } from "../options/options.ts";

type SimulateArguments = ArgumentsOf<typeof simulateOptions>;

/** `firedrill simulate SCENARIO --out DIR`: its log, in no time, for detectors of any kind. */
export const simulateCommand: CommandModule<unknown, SimulateArguments> = {
  command: "simulate <scenario>",
  describe: "Write the log of a scenario, with its answers, without playing it",
  builder: simulateOptions,
  async handler({ scenario, compat, seed, days, start, makeUsers, users, varyIps, out }) {
    const { simulateToFiles } = await import("./simulate-to-files.ts");
    await simulateToFiles({ scenario, compat, seed, days, start, makeUsers, users, varyIps, out });
  },
};

function simulateOptions(yargs: Argv) {
  return yargs
    .positional("scenario", { type: "string", demandOption: true, describe: "A name, or the path of a file" })
    .option("out", { type: "string", demandOption: true, describe: "The folder for the files" })
    .option("seed", seedOption)
    .option("days", { type: "number", describe: "Of logins: how long" })
    .option("start", { type: "string", describe: "Of logins: the first day, as 2018-11-01" })
    .option("compat", {
      choices: ["original"] as const,
      describe: "Of logins: the log of the original simulator, draw for draw",
    })
    .option("make-users", {
      type: "boolean",
      describe: "With --compat: make users by the seed (the default)",
    })
    .option("users", { type: "string", describe: "With --compat: the users of this user_ips.json" })
    .option("vary-ips", {
      type: "boolean",
      describe: "With --compat: attackers change their address for each name; adds labelled.csv",
    })
    .conflicts("users", "make-users");
}
