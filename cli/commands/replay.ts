import { basename } from "node:path";
import type { Argv } from "yargs";
import { monotonicMs } from "../../harness/clock/clock.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { printable } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { detectorOption } from "../options/detectors.ts";
import { given, recordedLogOptions, severityOption } from "../options/options.ts";
import { shellWord } from "../options/replay-command.ts";
import { reportRequests, reportsOption } from "../options/report-request.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { worstOf } from "../output/exit-code.ts";
import { readingProgress } from "../output/log-reading.ts";
import { printReports, printText } from "../output/reports.ts";

type ReplayArguments = ArgumentsOf<typeof options>;

const chosenForYou: readonly string[] = ["knn"];

export function options(yargs: Argv) {
  return recordedLogOptions(
    yargs.positional("log", { type: "string", demandOption: true, describe: "The log" }),
  )
    .option("detector", { ...detectorOption, default: chosenForYou })
    .option("within", {
      type: "string",
      describe: "Deadline: affected observations (10) or time (3s, 250ms); default: the detector's window",
    })
    .option("severity", severityOption)
    .option("report", { ...reportsOption, describe: "text, json, junit, github; NAME=FILE" });
}

/**
 * `firedrill replay LOG --onset TIME`: a recorded log straight through detectors, without server and client. How the log
 * was understood goes to standard error, for a verdict on another log is worth nothing.
 */
export async function run(args: ReplayArguments, io: Io): Promise<ExitCode> {
  const { log: path, onset, end, format, unit, detector: detectors, within, severity } = args;
  const reports = reportRequests(args.report);
  const { replayLog } = await import("../../harness/files/replay-log.ts");
  const startedMs = monotonicMs();
  const { onProgress, clear } = readingProgress(io.stderr);
  const asked = { path, onset, detectors, ...given({ end, format, unit, within, severity }) };
  const order = { ...asked, name: basename(path), onProgress };
  const { incident, judged } = await replayLog(order).finally(clear);
  const { log } = incident.requests;
  const skipped = log.skipped.skipped === 0 ? "" : ` ${log.skipped.skipped} lines were skipped.`;
  io.stderr.write(`${printable(path)} is read as ${log.format}. ${log.assumptions.join(" ")}${skipped}\n`);
  const { verdict } = judged;
  const drill = { verdict, result: judged, command: commandFor(args), wallMs: monotonicMs() - startedMs };
  printText(reports, drill, 0, io);
  printReports(reports, [drill], io);
  return worstOf([verdict]);
}

function commandFor({ log, onset, end, format, unit, detector, within, severity }: ReplayArguments): string {
  const asked = {
    onset: [onset],
    end: [end],
    format: [format],
    unit: [unit],
    detector,
    within: [within],
    severity: [severity],
  };
  const words = Object.entries(asked).flatMap(([name, values]) =>
    values.flatMap((value) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`])),
  );
  return [`${ownCommand} replay`, shellWord(log), ...words].join(" ");
}
