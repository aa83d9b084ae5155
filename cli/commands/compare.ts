import type { ArgumentsCamelCase, Argv, CommandModule } from "yargs";
import { sortColumns } from "../../score/study/ranking.ts";
import { checkedSeed } from "../options/numbers.ts";
import type { ArgumentsOf } from "../options/options.ts";
import {
  firstSeedOption,
  onsetOption,
  repeatable,
  reportOption,
  severityOption,
} from "../options/options.ts";
import { checkedDrills } from "../options/repeat-options.ts";
import type { CompareRequest } from "./compare-to-report.ts";

type CompareArguments = ArgumentsOf<typeof compareOptions>;

/** `firedrill compare SCENARIO... --detector ...`: who notices sooner, and at what price? */
export const compareCommand: CommandModule<unknown, CompareArguments> = {
  command: "compare <scenario..>",
  describe: "Rank detectors by delay, false alarms and cost",
  builder: compareOptions,
  async handler(args) {
    const { compareToReport } = await import("./compare-to-report.ts");
    process.exitCode = await compareToReport(requestOf(args));
  },
};

function compareOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "A name (see firedrill list), or the path of a YAML or JSON file",
    })
    .option("detector", {
      ...repeatable,
      describe: "NAME or NAME:key=value; default: every one that reads such logs",
    })
    .option("repeat", { type: "number", default: 200, describe: "Drills for each detector" })
    .option("seed", firstSeedOption)
    .option("onset", onsetOption)
    .option("within", { type: "string", describe: "One deadline for all: 10, 3s; default: the scenario's" })
    .option("severity", severityOption)
    .option("sort", { choices: sortColumns, default: sortColumns[0], describe: "The best of this first" })
    .option("report", reportOption);
}

function requestOf(args: ArgumentsCamelCase<CompareArguments>): CompareRequest {
  const { scenario, detector, repeat, seed, onset, within, severity, sort, report } = args;
  return {
    scenarios: scenario,
    detectors: detector,
    drills: checkedDrills("--repeat", repeat),
    firstSeed: checkedSeed(seed),
    onset,
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
    sort,
    report,
  };
}
