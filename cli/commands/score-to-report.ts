import pc from "picocolors";
import { ownCommand } from "../../harness/world/own-module.ts";
import { scoreFiles } from "../../harness/files/score-files.ts";
import type { ScoreRequest } from "../../harness/files/score-files.ts";
import { jsonReport } from "../../report/json/verdict.ts";
import { textReport } from "../../report/text/report.ts";
import { exitCode } from "../output/exit-code.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { logGapsText } from "../output/log-gaps.ts";
import { shellWord } from "../options/replay-command.ts";

export interface ScoreReportRequest extends ScoreRequest {
  readonly report: "text" | "json";
}

/** Judges and prints. What is in no figure is told on standard error. */
export async function scoreToReport(request: ScoreReportRequest): Promise<ExitCode> {
  const { verdict, trace, skipped, attacksWithoutRows } = await scoreFiles(request);
  process.stderr.write(logGapsText({ ...request, skipped, attacksWithoutRows }));
  const colours = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
  const width = Math.min(process.stdout.columns ?? 80, 120);
  const replayCommand = commandFor(request);
  process.stdout.write(
    request.report === "json"
      ? jsonReport(verdict)
      : textReport({ verdict, trace, replayCommand }, colours, width),
  );
  return verdict.passed ? exitCode.passed : exitCode.gateFailed;
}

function commandFor(request: ScoreReportRequest): string {
  const { logPath, attacksPath, alertsPath, detectors, severity, within } = request;
  const words = [
    [`${ownCommand} score`, shellWord(logPath)],
    alertsPath === undefined ? [] : [shellWord(alertsPath)],
    attacksPath === undefined ? [] : [`--labels ${shellWord(attacksPath)}`],
    detectors.map((detector) => `--detector ${shellWord(detector)}`),
    severity === "error" ? [] : [`--severity ${severity}`],
    within === undefined ? [] : [`--within ${shellWord(String(within))}`],
  ];
  return words.flat().join(" ");
}
