import pc from "picocolors";
import { scoreFiles } from "../harness/score-files.ts";
import type { ScoreRequest } from "../harness/score-files.ts";
import { printable } from "../score/printable.ts";
import { jsonReport } from "../score/report-json.ts";
import { textReport } from "../score/report-text.ts";
import { plural } from "../score/sentences.ts";
import { exitCode } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import { shellWord } from "./replay-command.ts";

export interface ScoreReportRequest extends ScoreRequest {
  readonly report: "text" | "json";
}

/** Judges and prints. Lines of the log that are no rows are counted on standard error. */
export async function scoreToReport(request: ScoreReportRequest): Promise<ExitCode> {
  const { verdict, trace, skipped, attacksWithoutRows } = await scoreFiles(request);
  if (skipped.skipped > 0) {
    const reasons = skipped.reasons.map(({ line, reason }) => `  line ${line}: ${printable(reason)}\n`);
    process.stderr.write(`${skipped.skipped} lines of ${request.logPath} were skipped:\n${reasons.join("")}`);
  }
  if (attacksWithoutRows > 0) {
    process.stderr.write(
      `${plural(attacksWithoutRows, "attack")} of ${request.attacksPath} without a row in ${request.logPath}: nobody is asked about what left no trace.\n`,
    );
  }
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
    ["npx firedrill score", shellWord(logPath)],
    alertsPath === undefined ? [] : [shellWord(alertsPath)],
    attacksPath === undefined ? [] : [`--labels ${shellWord(attacksPath)}`],
    detectors.map((detector) => `--detector ${shellWord(detector)}`),
    severity === "error" ? [] : [`--severity ${severity}`],
    within === undefined ? [] : [`--within ${shellWord(String(within))}`],
  ];
  return words.flat().join(" ");
}
