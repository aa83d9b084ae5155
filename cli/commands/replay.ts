import { basename } from "node:path";
import type { Argv } from "yargs";
import { monotonicMs } from "../../harness/clock/clock.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { nameOf } from "../../log/files/stream.ts";
import { logInput, orStandardInput } from "../options/log-input.ts";
import { detectorOption } from "../options/detectors.ts";
import { given, recordedLogOptions, severityOption, withExamples, withinOption } from "../options/options.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import { reportRequests, reportsOption } from "../options/report-request.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { drawnFile, drawnOption, writeDrawn } from "../output/drawn.ts";
import { worstOf } from "../output/exit-code.ts";
import { readingProgress } from "../output/log-reading.ts";
import { printReports, printText } from "../output/reports.ts";

type ReplayArguments = ArgumentsOf<typeof options>;

const defaultDetectors: readonly string[] = ["knn"];

export function options(yargs: Argv) {
  return recordedLogOptions(
    withExamples(yargs, [
      ["replay access.log", "Count the pages of knn in a healthy log"],
      ["replay access.log --onset 14:03:00", "Score knn on the incident"],
      ["replay access.log --onset 14:03:00 --detector cusum --within 30s", "Set a deadline"],
      ["replay access.log --onset 14:03:00 --out report.html", "Write a page with pictures, too"],
    ]).positional("log", { type: "string", demandOption: true, describe: `Recorded log${orStandardInput}` }),
  )
    .option("detector", { ...detectorOption, default: defaultDetectors, defaultDescription: "knn" })
    .option("within", { ...withinOption, defaultDescription: "the detector's window" })
    .option("severity", { ...severityOption, defaultDescription: "error" })
    .option("out", drawnOption)
    .option("report", reportsOption);
}

/**
 * `firedrill replay LOG --onset TIME`: passes a recorded log to detectors and scores them. Standard error says how the log
 * was read, so that the user can check it.
 */
export async function run(args: ReplayArguments, io: Io): Promise<ExitCode> {
  const { onset, end, format, columns, unit, dates, detector: detectors, within, severity } = args;
  const reports = reportRequests(args.report);
  const file = args.out === undefined ? undefined : drawnFile(args.out);
  const { replayLog } = await import("../../harness/files/replay-log.ts");
  const startedMs = monotonicMs();
  const { onProgress, clear } = readingProgress(io.stderr);
  const input = await logInput(args.log, io);
  const incident = onset === undefined ? undefined : { onset, ...given({ end }) };
  const words = given({ incident, format, columns, unit, dates, within, severity });
  const settings = { log: input, detectors, ...words };
  const keepsScores = file === undefined ? undefined : (true as const);
  const order = { ...settings, name: basename(nameOf(input)), onProgress, ...given({ keepsScores }) };
  const { requests, judged } = await replayLog(order).finally(clear);
  const { log } = requests;
  const skipped = log.skipped.skipped === 0 ? "" : `Skipped ${plural(log.skipped.skipped, "line")}. `;
  io.stderr.write(
    `${skipped}Read ${printable(nameOf(input))} as ${log.format}. ${log.assumptions.join(" ")}\n`,
  );
  const { verdict } = judged;
  const drill = { verdict, result: judged, command: commandFor(args), wallMs: monotonicMs() - startedMs };
  if (file !== undefined) {
    const { documentOf } = await import("../../report/document.ts");
    await writeDrawn(file, [{ label: "", document: documentOf(verdict, judged.trace, drill.command) }]);
  }
  printText(reports, drill, 0, io);
  if (onset === undefined) io.stderr.write(pagesText(verdict, requests.lengthMs));
  await printReports(reports, [drill], io);
  return worstOf([verdict]);
}

const dayMs = 86_400_000;

/** How often each detector would have paged, for the whole log counts as healthy. */
function pagesText({ detectors }: Verdict, lengthMs: number): string {
  const lines = detectors.map(({ name, pages }) => {
    const perDay = Number(((pages * dayMs) / Math.max(1, lengthMs)).toPrecision(2));
    return `  ${name} would have paged ${perDay} times a day (${plural(pages, "page")} in ${spanText(lengthMs)})\n`;
  });
  return ["Without --onset the whole log counts as healthy:\n", ...lines].join("");
}

function spanText(ms: number): string {
  const minutes = ms / 60_000;
  return minutes < 120
    ? `${Number(minutes.toPrecision(2))} min`
    : `${Number((minutes / 60).toPrecision(2))} h`;
}

function commandFor(args: ReplayArguments): string {
  const { log, onset, end, format, columns, unit, dates, detector, within, severity } = args;
  const typed = {
    onset: [onset],
    end: [end],
    format: [format],
    columns: [columns],
    unit: [unit],
    dates: [dates],
    detector,
    within: [within],
    severity: [severity],
  };
  const words = Object.entries(typed).flatMap(([name, values]) =>
    values.flatMap((value) => (value === undefined ? [] : [`--${name} ${shellWord(value)}`])),
  );
  return [`${ownCommand} replay`, shellWord(log), ...words].join(" ");
}
