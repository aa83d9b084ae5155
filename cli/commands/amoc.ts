import type { Argv, CommandModule } from "yargs";
import { checkedSeed } from "../options/numbers.ts";
import type { ArgumentsOf } from "../options/options.ts";
import { firstSeedOption, onsetOption, repeatableOnceAtLeast, reportOption } from "../options/options.ts";
import { checkedDrills } from "../options/repeat-options.ts";

type AmocArguments = ArgumentsOf<typeof amocOptions>;

/** `firedrill amoc SCENARIO --detector ...`: what a sooner alert costs in false alarms. */
export const amocCommand: CommandModule<unknown, AmocArguments> = {
  command: "amoc <scenario>",
  describe: "Draw delay against false alarms, threshold by threshold",
  builder: amocOptions,
  async handler({ scenario, detector, repeat, seed, onset, svg, report }) {
    const { amocToReport } = await import("./amoc-to-report.ts");
    const drills = checkedDrills("--repeat", repeat);
    const picture = svg === undefined ? {} : { svg };
    const asked = { scenario, detectors: detector, drills, firstSeed: checkedSeed(seed), onset, report };
    process.exitCode = await amocToReport({ ...asked, ...picture });
  },
};

function amocOptions(yargs: Argv) {
  return yargs
    .positional("scenario", {
      type: "string",
      demandOption: true,
      describe: "A name (see firedrill list), or the path of a YAML or JSON file",
    })
    .option("detector", { ...repeatableOnceAtLeast, describe: "NAME or NAME:key=value" })
    .option("repeat", { type: "number", default: 100, describe: "Drills for each setting" })
    .option("seed", firstSeedOption)
    .option("onset", onsetOption)
    .option("svg", { type: "string", describe: "Draw the curves into this file" })
    .option("report", reportOption);
}
