import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "./arguments.ts";
import { repeatable } from "./repeatable.ts";

type ScoreArguments = ArgumentsOf<typeof scoreOptions>;

/** `firedrill score LABELLED ALERTS`: a verdict about alerts in a file. */
export const scoreCommand: CommandModule<unknown, ScoreArguments> = {
  command: "score <labelled> <alerts>",
  describe: "Judge a file of alerts against a labelled log",
  builder: scoreOptions,
  async handler({ labelled, alerts, detector, severity, within, report }) {
    const { scoreToReport } = await import("./score-to-report.ts");
    const bound = within === undefined ? {} : { within };
    const paths = { labelledPath: labelled, alertsPath: alerts };
    process.exitCode = await scoreToReport({ ...paths, ...bound, detectors: detector, severity, report });
  },
};

function scoreOptions(yargs: Argv) {
  return yargs
    .positional("labelled", {
      type: "string",
      demandOption: true,
      describe: "labelled.csv or labelled.ndjson",
    })
    .positional("alerts", { type: "string", demandOption: true, describe: "alerts.ndjson" })
    .option("detector", { ...repeatable, describe: "Judge this one too, though it may have stayed silent" })
    .option("severity", {
      choices: ["warning", "error"] as const,
      default: "error" as const,
      describe: "What an alert must reach",
    })
    .option("within", {
      type: "string",
      describe: "Deadline: affected observations (10) or time (3s); default: the detector's window, else 10",
    })
    .option("report", {
      choices: ["text", "json"] as const,
      default: "text" as const,
      describe: "What standard output carries",
    });
}
