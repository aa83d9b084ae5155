import { FiredrillError } from "../../../domain/error.ts";
import { monotonicMs } from "../../../harness/clock/clock.ts";
import { drillSuite } from "../../../harness/study/suite.ts";
import { suiteReport } from "../../../report/study/suite.ts";
import type { Io } from "../../io.ts";
import { worstOf } from "../../output/exit-code.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { printReports, textOutput } from "../../output/reports.ts";
import { replayCommand } from "../../options/replay-command.ts";
import type { RunRequest } from "./drills.ts";

/** `firedrill run --suite NAME`: a table of scenarios and detectors. @throws FiredrillError SUITE_STANDS_ALONE */
export async function runSuite(suite: string, request: RunRequest, io: Io): Promise<ExitCode> {
  checkAlone(request);
  const startedMs = monotonicMs();
  const drills = await drillSuite({ ...request, suite });
  const wallMs = (monotonicMs() - startedMs) / drills.length;
  const rows = drills.map(({ row }) => row);
  textOutput(request.reports, io)?.write(suiteReport(suite, request.seed, rows, io.paint));
  printReports(
    request.reports,
    drills.map(({ verdict, trace }) => ({
      verdict,
      result: { verdict, trace },
      command: replayCommand({ ...request, scenario: verdict.scenario }),
      wallMs,
    })),
    io,
  );
  return worstOf(drills.map(({ verdict }) => verdict));
}

/** @throws FiredrillError SUITE_STANDS_ALONE */
function checkAlone({ scenarios, clock, settings, baseline }: RunRequest): void {
  const others = [
    ...(scenarios.length > 0 ? [`scenario ${scenarios.join(", ")}`] : []),
    ...(clock === "virtual" ? [] : [`--clock ${clock}`]),
    ...(settings.length > 0 ? ["--set"] : []),
    ...(baseline === undefined ? [] : ["--baseline"]),
  ];
  if (others.length === 0) return;
  throw new FiredrillError(
    "usage",
    "SUITE_STANDS_ALONE",
    `--suite cannot be combined with ${others.join(" and ")}.`,
    "Leave that out, or name the scenarios instead of --suite.",
  );
}
