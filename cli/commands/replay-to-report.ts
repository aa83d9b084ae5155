import { basename } from "node:path";
import { monotonicMs } from "../../harness/clock/clock.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { replayLog } from "../../harness/files/replay-log.ts";
import type { ReplayOrder } from "../../harness/files/replay-log.ts";
import { printable } from "../../domain/text/printable.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { worstOf } from "../output/exit-code.ts";
import { importProgress } from "../output/progress.ts";
import { printReports, printText } from "../output/print-reports.ts";
import { shellWord } from "../options/replay-command.ts";
import type { ReportRequest } from "../options/report-request.ts";

export interface ReplayRequest extends Omit<ReplayOrder, "name" | "onProgress"> {
  readonly reports: readonly ReportRequest[];
}

/** Replays and reports. How the log was understood goes to standard error, for a verdict on another log is worth nothing. */
export async function replayToReport({ reports, ...request }: ReplayRequest): Promise<ExitCode> {
  const startedMs = monotonicMs();
  const progress = importProgress(process.stderr);
  const order = { ...request, name: basename(request.path), onProgress: progress.onProgress };
  const { incident, judged } = await replayLog(order).finally(progress.clear);
  const { log } = incident.requests;
  const skipped = log.skipped.skipped === 0 ? "" : ` ${log.skipped.skipped} lines were skipped.`;
  process.stderr.write(
    `${printable(request.path)} is read as ${log.format}. ${log.assumptions.join(" ")}${skipped}\n`,
  );
  const { verdict } = judged;
  const drill = { verdict, result: judged, command: commandFor(request), wallMs: monotonicMs() - startedMs };
  printText(reports, drill, 0);
  printReports(reports, [drill]);
  return worstOf([verdict]);
}

function commandFor(request: Omit<ReplayRequest, "reports">): string {
  const { path, onset, end, format, unit, detectors, within, severity } = request;
  const options = {
    onset: [onset],
    end: [end],
    format: [format],
    unit: [unit],
    detector: detectors,
    within: [within],
    severity: [severity],
  };
  const words = Object.entries(options).flatMap(([name, values]) =>
    values.flatMap((value) => (value === undefined ? [] : [`--${name} ${shellWord(String(value))}`])),
  );
  return [`${ownCommand} replay`, shellWord(path), ...words].join(" ");
}
