import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { seedOption } from "../options/options.ts";
import { checkedSeed } from "../options/numbers.ts";

type TuneArguments = ArgumentsOf<typeof tuneOptions>;

/** `firedrill tune LOG --detector knn --arl0 1e5`: the thresholds for the false alarms that you can live with. */
export const tuneCommand: CommandModule<unknown, TuneArguments> = {
  command: "tune [log]",
  describe: "Find thresholds for a rate of false alarms, on healthy traffic",
  builder: tuneOptions,
  async handler({ log, scenario, detector, arl0, falseAlarms, rate, severity, block, seed }) {
    const { tuneToOptions } = await import("./tune-to-options.ts");
    await tuneToOptions({
      ...(log === undefined ? {} : { log }),
      ...(scenario === undefined ? {} : { scenario }),
      goal: {
        ...(arl0 === undefined ? {} : { arl0 }),
        ...(falseAlarms === undefined ? {} : { falseAlarms }),
        ...(rate === undefined ? {} : { rate }),
      },
      detector,
      severity,
      block,
      seed: checkedSeed(seed),
    });
  },
};

function tuneOptions(yargs: Argv) {
  return yargs
    .positional("log", { type: "string", describe: "A log in which nothing is wrong" })
    .option("scenario", { type: "string", describe: "Instead of a log: the health of this scenario" })
    .option("detector", { type: "string", default: "guard", describe: "NAME or NAME:key=value,key=value" })
    .option("arl0", { type: "number", describe: "Healthy rows to a false alarm, on average" })
    .option("false-alarms", { type: "string", describe: "Instead of --arl0, with --rate: 1/week" })
    .option("rate", { type: "string", describe: "Of rows, in production: 2/s" })
    .option("severity", {
      choices: ["warning", "error"] as const,
      default: "error" as const,
      describe: "What counts as an alarm",
    })
    .option("block", { type: "number", default: 50, describe: "Rows kept together in resampling" })
    .option("seed", seedOption);
}
