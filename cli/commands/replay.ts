import type { Argv, CommandModule } from "yargs";
import type { ArgumentsOf } from "../options/options.ts";
import { repeatable, severityOption } from "../options/options.ts";
import { reportRequests } from "../options/report-request.ts";
import { recordedLogOptions } from "./import.ts";

type ReplayArguments = ArgumentsOf<typeof replayOptions>;

const chosenForYou: readonly string[] = ["knn"];
const usualReports: readonly string[] = ["text"];

/** `firedrill replay LOG --onset TIME`: a recorded log straight through detectors, without server and client. */
export const replayCommand: CommandModule<unknown, ReplayArguments> = {
  command: "replay <log>",
  describe: "Judge detectors on a recorded log",
  builder: replayOptions,
  async handler({ log, onset, end, format, unit, detector, within, severity, report }) {
    const { replayToReport } = await import("./replay-to-report.ts");
    process.exitCode = await replayToReport({
      path: log,
      onset,
      detectors: detector,
      reports: reportRequests(report),
      ...(end === undefined ? {} : { end }),
      ...(format === undefined ? {} : { format }),
      ...(unit === undefined ? {} : { unit }),
      ...(within === undefined ? {} : { within }),
      ...(severity === undefined ? {} : { severity }),
    });
  },
};

function replayOptions(yargs: Argv) {
  return recordedLogOptions(
    yargs.positional("log", { type: "string", demandOption: true, describe: "The log" }),
  )
    .option("detector", {
      ...repeatable,
      default: chosenForYou,
      describe: "NAME or NAME:key=value,key=value",
    })
    .option("within", {
      type: "string",
      describe: "Deadline: affected observations (10) or time (3s, 250ms); default: the detector's window",
    })
    .option("severity", severityOption)
    .option("report", {
      ...repeatable,
      default: usualReports,
      describe: "text, json, junit, github; NAME=FILE",
    });
}
