import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { repeatable, reportOption } from "../options/options.ts";

type ScoreArguments = ArgumentsOf<typeof scoreOptions>;

/** `firedrill score LABELLED [ALERTS]`: a verdict about alerts in a file, or about detectors that read the log now. */
export const scoreCommand: CommandModule<unknown, ScoreArguments> = {
  command: "score <labelled> [alerts]",
  describe: "Judge detectors, or a file of alerts, by a labelled log",
  builder: scoreOptions,
  async handler({ labelled, alerts, labels, detector, severity, within, report }) {
    const { scoreToReport } = await import("./score-to-report.ts");
    process.exitCode = await scoreToReport({
      logPath: labelled,
      ...(alerts === undefined ? {} : { alertsPath: alerts }),
      ...(labels === undefined ? {} : { attacksPath: labels }),
      ...(within === undefined ? {} : { within }),
      detectors: detector,
      severity,
      report,
    });
  },
};

function scoreOptions(yargs: Argv) {
  return yargs
    .positional("labelled", {
      type: "string",
      demandOption: true,
      describe: "labelled.csv or labelled.ndjson; with --labels any log of logins",
    })
    .positional("alerts", {
      type: "string",
      describe: "alerts.ndjson; without it the detectors judge the log now",
    })
    .option("labels", { type: "string", describe: "The attacks in the log: a CSV with start,end,source_ip" })
    .option("detector", {
      ...repeatable,
      describe: "NAME or NAME:key=value: who judges the log, or who is judged beside those that alerted",
    })
    .option("severity", {
      choices: ["warning", "error"] as const,
      default: "error" as const,
      describe: "What an alert must reach",
    })
    .option("within", {
      type: "string",
      describe: "Deadline: affected observations (10) or time (3s); default: the detector's window, else 10",
    })
    .option("report", reportOption);
}
