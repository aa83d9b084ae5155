import type { ArgumentsCamelCase, Argv, CommandModule } from "yargs";
import { checkedSeed } from "../options/numbers.ts";
import type { ArgumentsOf } from "../options/options.ts";
import {
  firstSeedOption,
  outOption,
  repeatable,
  reportOption,
  saveOption,
  severityOption,
  withinOption,
} from "../options/options.ts";
import { checkedDrills } from "../options/repeat-options.ts";
import type { SweepRequest } from "./sweep-to-report.ts";

type SweepArguments = ArgumentsOf<typeof sweepOptions>;

/** `firedrill sweep SCENARIO --vary ...`: how small may the fault be, and when is it noticed worst? */
export const sweepCommand: CommandModule<unknown, SweepArguments> = {
  command: "sweep [scenario]",
  describe: "Vary a scenario and see where detectors fail",
  builder: sweepOptions,
  async handler(args) {
    const { sweepToReport } = await import("./sweep-to-report.ts");
    process.exitCode = await sweepToReport(requestOf(args));
  },
};

function sweepOptions(yargs: Argv) {
  return outputOptions(drillOptions(yargs));
}

function drillOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      describe: "A name (see firedrill list), or the path of a file",
    })
    .option("vary", {
      ...repeatable,
      describe: "onset=90..119, attack.delayMs=15..500:log20, attack.delayMs=20,50; once or twice",
    })
    .option("seeds", { type: "number", default: 100, describe: "Drills in each cell" })
    .option("seed", firstSeedOption)
    .option("detector", {
      ...repeatable,
      describe: "NAME or NAME:key=value; default: those the scenario expects",
    })
    .option("set", { ...repeatable, describe: "Change the scenario in every cell: attack.delayMs=80" })
    .option("onset", {
      choices: ["drawn", "fixed"] as const,
      default: "drawn" as const,
      describe: "Where it is not varied: drawn from the seed, or as the scenario says (of logins always)",
    })
    .option("within", withinOption)
    .option("severity", severityOption);
}

function outputOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("threads", { type: "number", describe: "Default: one for each processor" })
    .option("resume", { type: "string", describe: "The run folder of a sweep that was interrupted" })
    .option("out", outOption)
    .option("save", saveOption)
    .option("report", reportOption);
}

function requestOf(args: ArgumentsCamelCase<SweepArguments>): SweepRequest {
  const { scenario, vary, seeds, seed, detector, set, onset, within, severity, threads, resume } = args;
  return {
    ...(scenario === undefined ? {} : { scenario }),
    vary,
    seeds: checkedDrills("--seeds", seeds),
    firstSeed: checkedSeed(seed),
    detectors: detector,
    settings: set,
    onset,
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
    ...(threads === undefined ? {} : { threads: checkedDrills("--threads", threads) }),
    ...(resume === undefined ? {} : { resume }),
    ...(args.save ? { outDir: args.out } : {}),
    report: args.report,
  };
}
