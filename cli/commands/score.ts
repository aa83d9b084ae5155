import type { Argv } from "yargs";
import { ownCommand } from "../../harness/world/own-module.ts";
import { concluded } from "../../report/conclusion.ts";
import { jsonReport } from "../../report/json/verdict.ts";
import { textReport } from "../../report/text/report.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { widthOf } from "../io.ts";
import { confirmOption, detectorOption } from "../options/detectors.ts";
import { logInput, orStandardInput } from "../options/log-input.ts";
import {
  given,
  logGroup,
  logWordsOptions,
  reportOption,
  severityOption,
  withExamples,
  withinOption,
} from "../options/options.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { worstOf } from "../output/exit-code.ts";
import { drawnFile, drawnOption, writeDrawn } from "../output/drawn.ts";
import { logGapsText } from "../output/log-reading.ts";

type ScoreArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return logWordsOptions(
    withExamples(yargs, [
      ["score labelled.csv --detector knn", "Run a detector on the log and score it"],
      ["score labelled.csv alerts.ndjson --within 5", "Score recorded alerts"],
      ["score auth.csv --labels attacks.csv --detector login-guard", "Use a list of attacks"],
      ["score labelled.csv --detector knn --out report.html", "Write a page with pictures, too"],
    ]).positional("labelled", {
      type: "string",
      demandOption: true,
      describe: `labelled.csv or labelled.ndjson; with --labels any log of logins, web access or processes${orStandardInput}`,
    }),
  )
    .positional("alerts", {
      type: "string",
      describe: "alerts.ndjson; without it --detector runs on the log",
    })
    .option("labels", {
      group: logGroup,
      type: "string",
      describe: "CSV of the attacks with columns start,end,source_ip; of a series start,end",
      defaultDescription: "the labels in the log",
    })
    .option("detector", {
      ...detectorOption,
      describe: "Detector to run, or with an alerts file another name to score; repeatable",
    })
    .option("confirm", confirmOption)
    .option("severity", { ...severityOption, default: "error" as const })
    .option("within", { ...withinOption, defaultDescription: "the detector's window, else 10" })
    .option("out", drawnOption)
    .option("report", reportOption);
}

/**
 * `firedrill score LABELLED [ALERTS]`: scores the alerts of a file, or detectors that read the log now. Standard error
 * names what the figures leave out. With `--out` it also draws the log.
 */
export async function run(args: ScoreArguments, io: Io): Promise<ExitCode> {
  const { alerts: alertsPath, labels: attacksPath, within, confirm } = args;
  const { detector: detectors, severity, format, columns, unit, dates } = args;
  const words = given({ format, columns, unit, dates });
  const file = args.out === undefined ? undefined : drawnFile(args.out);
  const { scoreFiles } = await import("../../harness/files/score-files.ts");
  const log = await logInput(args.labelled, io);
  const keepsScores = file === undefined ? undefined : (true as const);
  const asked = given({ alertsPath, attacksPath, within, confirm, keepsScores });
  const request = { log, words, detectors, severity, ...asked };
  const { verdict, trace, skipped, attacksWithoutRows } = await scoreFiles(request);
  io.stderr.write(logGapsText({ ...request, skipped, attacksWithoutRows }));
  const report = { verdict, trace, replayCommand: commandFor(args) };
  if (file !== undefined) {
    const { documentOf } = await import("../../report/document.ts");
    await writeDrawn(file, [{ label: "", document: documentOf(verdict, trace, report.replayCommand) }]);
  }
  io.stdout.write(
    args.report === "json"
      ? jsonReport(concluded(verdict, trace, report.replayCommand))
      : textReport(report, io.paint, widthOf(io.stdout)),
  );
  return worstOf([verdict]);
}

function commandFor(args: ScoreArguments): string {
  const { labelled, alerts, labels, format, columns, unit, dates, detector, confirm, severity, within } =
    args;
  const words = [
    [`${ownCommand} score`, shellWord(labelled)],
    alerts === undefined ? [] : [shellWord(alerts)],
    labels === undefined ? [] : [`--labels ${shellWord(labels)}`],
    Object.entries(given({ format, columns, unit, dates })).map(
      ([name, value]) => `--${name} ${shellWord(value)}`,
    ),
    detector.map((one) => `--detector ${shellWord(one)}`),
    confirm === undefined ? [] : [`--confirm ${shellWord(confirm)}`],
    severity === "error" ? [] : [`--severity ${severity}`],
    within === undefined ? [] : [`--within ${shellWord(within)}`],
  ];
  return words.flat().join(" ");
}
