import type { Argv } from "yargs";
import { ownCommand } from "../../harness/world/own-module.ts";
import { jsonReport } from "../../report/json/verdict.ts";
import { textReport } from "../../report/text/report.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { widthOf } from "../io.ts";
import { given, repeatable, reportOption, severityOption } from "../options/options.ts";
import { shellWord } from "../options/replay-command.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { logGapsText } from "../output/log-reading.ts";

type ScoreArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
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
    .option("severity", { ...severityOption, default: "error" as const })
    .option("within", {
      type: "string",
      describe: "Deadline: affected observations (10) or time (3s); default: the detector's window, else 10",
    })
    .option("report", reportOption);
}

/**
 * `firedrill score LABELLED [ALERTS]`: a verdict about alerts in a file, or about detectors that read the log now. What is
 * in no figure is told on standard error.
 */
export async function run(args: ScoreArguments, io: Io): Promise<ExitCode> {
  const { labelled: logPath, alerts: alertsPath, labels: attacksPath, within } = args;
  const { detector: detectors, severity } = args;
  const { scoreFiles } = await import("../../harness/files/score-files.ts");
  const request = { logPath, detectors, severity, ...given({ alertsPath, attacksPath, within }) };
  const { verdict, trace, skipped, attacksWithoutRows } = await scoreFiles(request);
  io.stderr.write(logGapsText({ ...request, skipped, attacksWithoutRows }));
  const report = { verdict, trace, replayCommand: commandFor(args) };
  io.stdout.write(
    args.report === "json" ? jsonReport(verdict) : textReport(report, io.paint, widthOf(io.stdout)),
  );
  return verdict.passed ? exitCode.passed : exitCode.gateFailed;
}

function commandFor({ labelled, alerts, labels, detector, severity, within }: ScoreArguments): string {
  const words = [
    [`${ownCommand} score`, shellWord(labelled)],
    alerts === undefined ? [] : [shellWord(alerts)],
    labels === undefined ? [] : [`--labels ${shellWord(labels)}`],
    detector.map((one) => `--detector ${shellWord(one)}`),
    severity === "error" ? [] : [`--severity ${severity}`],
    within === undefined ? [] : [`--within ${shellWord(within)}`],
  ];
  return words.flat().join(" ");
}
