import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";

type TrainArguments = ArgumentsOf<typeof trainOptions>;

/** `firedrill train LOG --detector guard --out model.json`: what a detector knows of health, once and for all. */
export const trainCommand: CommandModule<unknown, TrainArguments> = {
  command: "train <log>",
  describe: "Teach a detector what health is, from a log without a fault",
  builder: trainOptions,
  async handler({ log, detector, out }) {
    const { trainToModel } = await import("./train-to-model.ts");
    await trainToModel({ log, detector, out });
  },
};

function trainOptions(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", demandOption: true, describe: "A log in which nothing is wrong" })
    .option("detector", { type: "string", default: "guard", describe: "NAME or NAME:scale=linear" })
    .option("out", { type: "string", default: "model.json", describe: "Where the model goes" });
}
